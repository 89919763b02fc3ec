import type { TelemetryError } from './errors.js';
import type { FinalStatus } from './statuses.js';

/** What accepted a report that is not stored yet: the ingest service. `outbox` is reserved. */
export type AcceptedBy = 'service' | 'outbox';

/** Why a report was not sent although nothing failed. */
export type SkipReason =
  | 'no-consent' // no explicit yes
  | 'no-random-id' // the random_id was empty
  | 'dropped' // by `beforeSend`, now or when the record was created
  | 'unsupported'; // by this backend

/**
 * The outcome of {@link TelemetryClient.create}. Check `outcome` first.
 *
 * `existing`: the server already has a record with this random_id and keeps its fields.
 */
export type CreateOutcome = { random_id: string } & (
  | { outcome: 'created'; record_id?: string }
  | { outcome: 'existing'; record_id?: string }
  | { outcome: 'accepted'; by: AcceptedBy }
  | { outcome: 'skipped'; reason: SkipReason }
  | { outcome: 'failed'; error: TelemetryError }
);

/**
 * The outcome of {@link TelemetryClient.update}. Check `outcome` first.
 *
 * `updated`: the end is stored, with this `status` and `exit_code`; PocketBase stores `aborted` as `unknown`. If
 * several callers report one end, the first gets `updated` and the others `already-updated`. `late`: the create had
 * failed, so the whole record was created now, with its final status.
 */
export type UpdateOutcome = { random_id: string } & (
  | { outcome: 'updated'; record_id?: string; late?: true; status: FinalStatus; exit_code: number }
  | { outcome: 'accepted'; by: AcceptedBy }
  | { outcome: 'skipped'; reason: SkipReason | 'already-updated' | 'not-found' }
  | { outcome: 'failed'; error: TelemetryError }
);
