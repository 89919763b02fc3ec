import type { TelemetryError } from './errors.js';
import type { FinalStatus } from './statuses.js';

/** Who took a report that is not stored yet. */
export type AcceptedBy = 'service' | 'outbox';

/** Why a report was not sent, though nothing failed. */
export type SkipReason =
  | 'no-consent' // no explicit yes
  | 'no-random-id' // the random_id was empty
  | 'dropped' // by `beforeSend`, now or when the record was created
  | 'unsupported'; // the backend has no such report

/**
 * What became of {@link TelemetryClient.create}. Told apart by `outcome`.
 *
 * `existing`: a record of this random_id was there already; the server's fields stand, not these.
 */
export type CreateOutcome = { random_id: string } & (
  | { outcome: 'created'; record_id?: string }
  | { outcome: 'existing'; record_id?: string }
  | { outcome: 'accepted'; by: AcceptedBy }
  | { outcome: 'skipped'; reason: SkipReason }
  | { outcome: 'failed'; error: TelemetryError }
);

/**
 * What became of {@link TelemetryClient.update}. Told apart by `outcome`.
 *
 * `updated`: the end is stored, with this `status` and `exit_code`; PocketBase stores `aborted` as `unknown`. Of callers
 * who report one end at once the first is told `updated`, the others `already-updated`.
 * `late`: the create had failed, so the whole record was made now, with its final status.
 */
export type UpdateOutcome = { random_id: string } & (
  | { outcome: 'updated'; record_id?: string; late?: true; status: FinalStatus; exit_code: number }
  | { outcome: 'accepted'; by: AcceptedBy }
  | { outcome: 'skipped'; reason: SkipReason | 'already-updated' | 'not-found' }
  | { outcome: 'failed'; error: TelemetryError }
);
