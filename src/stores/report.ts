import type { StoredRecord } from '../sources/records/stored-record.js';

/**
 * What one report says of a run: plain JSON values. A field that is not set is left out. An empty text counts as left
 * out, and so does 0, except as `ct_type` and as the `exit_code` of an end. A report without `execution_id` belongs to
 * the run whose key is its `random_id`.
 *
 * | fields | values |
 * | --- | --- |
 * | `random_id`, `execution_id`, `nsapp` | a text of 1 to 128 characters |
 * | `status` | `installing`, `validation`, `configuring`, or a final one: `success`, `failed`, `aborted`, `unknown` |
 * | `error` | a text of up to 131,072 characters |
 * | other texts | up to 1,024 characters |
 * | `disk_size` | a number from 0 to 2^53 - 1, with or without a fraction |
 * | other numbers | an integer from 0 to 2^53 - 1 |
 *
 * Characters are UTF-16 units. NUL and half a surrogate pair are stored as U+FFFD. Nothing else is changed: redact the
 * texts before they are reported.
 */
export type Report = Omit<StoredRecord, 'key' | 'record_id' | 'created' | 'updated'>;

/**
 * What a report did.
 *
 * - `stored`: it began the run, added to its progress, or ended it.
 * - `repeated`: the run has begun already, and this says so again; or it has this end already: the same status and exit
 *   code.
 * - `superseded`: the run has ended before. An end, or a progress, that comes later does not change that.
 *
 * In every case the record is durable as it stands then.
 */
export type ReportResult = 'stored' | 'repeated' | 'superseded';

/** One step of a run that was reported: its begin, its progress or its end. */
export interface ProgressStep {
  readonly status: StoredRecord['status'];
  /** When the report was received: ISO 8601 in UTC with milliseconds. */
  readonly at: string;
}

/**
 * A change of a store, with the place from which to go on. A cursor has up to 64 of `A-Z a-z 0-9 . _ -`.
 *
 * - `stored`: the record as it is now. Of several changes of a record the last one is told.
 * - `removed`: there is no record with this key any more.
 * - `gap`: changes before this one are not told.
 */
export type StoreChange =
  | { readonly change: 'stored'; readonly cursor: string; readonly key: string; readonly record: StoredRecord }
  | { readonly change: 'removed'; readonly cursor: string; readonly key: string }
  | { readonly change: 'gap'; readonly cursor: string };

/** A report that was not stored as a record, because it was invalid. */
export interface Refusal {
  /** Why it was refused, in one line of up to 1,024 characters; a longer one is cut. */
  readonly reason: string;
  /** What was received, redacted; of more than 16,384 characters the beginning is kept. */
  readonly body: string;
}

/** A refusal as it is kept. */
export interface KeptRefusal extends Refusal {
  /** When it was kept: ISO 8601 in UTC with milliseconds. */
  readonly at: string;
}
