import type { ResolvedOptions } from '../options.js';
import type { ClosedBy } from '../update-guard.js';

/** What a client does to deliver a report, by the option `closeGuard`. */
export interface DeliveryRule {
  /** Attempts of each request. */
  readonly attempts: number;
  /** Whether `update` creates a record whose create failed. */
  readonly createsLate: boolean;
  /** Whether lookups are repeated: while a create may be on its way, and to resolve an unclear answer. */
  readonly looksAgain: boolean;
  /** Whether a lookup requests the id only, as the shell client does. */
  readonly looksUpIdOnly: boolean;
  /** Why the guard is closed after a request, a lookup included, that failed or changed nothing. */
  readonly closesAfterRequest: ClosedBy | undefined;
}

/** `closeGuard: 'attempted'`: one try, and only requests that the shell client would have sent. */
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
