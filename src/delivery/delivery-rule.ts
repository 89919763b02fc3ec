import type { ResolvedOptions } from '../options.js';
import type { ClosedBy } from '../update-guard.js';

/** How far a client goes for a report. Chosen once, by the option `closeGuard`. */
export interface DeliveryRule {
  /** Attempts of each request. */
  readonly attempts: number;
  /** Whether the update creates a record whose create failed. */
  readonly createsLate: boolean;
  /** Whether lookups are made beyond the first: while a create may be on its way, and to decide an unclear answer. */
  readonly looksAgain: boolean;
  /** Whether a lookup asks for the id alone, as the shell client did. */
  readonly looksUpIdOnly: boolean;
  /** What a delivery that failed, or changed nothing, closes the guard as once a request was made, a lookup included. */
  readonly closesAfterRequest: ClosedBy | undefined;
}

/** `closeGuard: 'attempted'`: one try, and no request that the shell client would not have made. */
const ONE_TRY: DeliveryRule = {
  attempts: 1,
  createsLate: false,
  looksAgain: false,
  looksUpIdOnly: true,
  closesAfterRequest: 'attempted',
};

/** The rule of a client's options. */
export function deliveryRule({ closeGuard, attempts }: ResolvedOptions): DeliveryRule {
  if (closeGuard === 'attempted') return ONE_TRY;
  return { attempts, createsLate: true, looksAgain: true, looksUpIdOnly: false, closesAfterRequest: undefined };
}
