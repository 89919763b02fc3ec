import type { Backend, Call } from '../backends/backend.js';
import type { CallOptions } from '../deadline.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import type { KeptRefusal, ProgressStep, Refusal, Report, ReportResult, StoreChange } from './report.js';

/** Options of {@link Store.changes}. */
export interface ChangesOptions {
  /** The cursor of the change that was told last. @defaultValue the changes from now on */
  after?: string | undefined;
  /** Ends the loop over the changes, without an error. */
  signal?: AbortSignal | undefined;
}

/**
 * A database of installation records: takes reports, and is a source of what they say. Every store passes one contract,
 * `storeContract` in `/testing`.
 *
 * A record is one run. Its `key` is the `execution_id` of its reports, and the `random_id` where they have none. A store
 * makes no ids of its own: its records have no `record_id`.
 *
 * - The first end that is received stands. Reports may be repeated, may come in any order, and may be taken by several
 *   processes: a run has one end, and never another one.
 * - A field has the value that the first end gives; where that gives none, the first value that any report gave.
 *   `status`, `exit_code`, `error`, `error_category`, `failed_command`, `failed_line` and `install_duration` are the
 *   end's alone, once there is one.
 * - `created` is when the first report of the run was received; `updated` is when the last report was that changed its
 *   status or its progress, and is left out after the first one.
 */
export interface Store {
  /** Such as `sqlite`. */
  readonly name: string;
  /**
   * Stores a report. It is durable when this resolves: a process or a machine that ends then loses nothing.
   *
   * Reports that are made at the same time are written together. At most 10,000 of them wait, or 16,000,000 characters.
   * Once the signal aborts, a report that still waits is not stored, and this rejects with the signal's reason.
   *
   * @returns what it did; see {@link ReportResult}.
   * @throws TelemetryError `invalid-record`, naming every field that is wrong; nothing is stored. `unavailable` if it
   * cannot be stored in time, because too many reports wait, or the database is locked, full or closed: `retryAfterMs`
   * says when to try again, and `fate` whether it may have been stored all the same.
   */
  report(report: Report, call: Call): Promise<ReportResult>;
  /**
   * Keeps what was refused, with its reason, so that it does not disappear silently. The last 10,000 are kept, in
   * ClickHouse for 30 days at most. It waits
   * in the same queue as reports, and is durable when this resolves.
   *
   * @throws TelemetryError as `report` does; `invalid-record` unless both are texts.
   */
  refuse(refusal: Refusal, call: Call): Promise<void>;
  /**
   * Reads what was refused, the newest first.
   *
   * @param limit - From 1 to 10,000.
   * @throws TelemetryError `invalid-query` for another limit; `unreachable` if the database cannot be read.
   */
  refusals(limit: number, call?: CallOptions): Promise<readonly KeptRefusal[]>;
  /**
   * Reads the steps of these runs, by key, the oldest step first. Each `validation` and `configuring` is a step of its
   * own, however often it was reported; of a run, the first 100 are kept, and its first end always. An unknown key is
   * left out.
   *
   * @param keys - Of up to 1,000 records.
   * @throws TelemetryError `invalid-query` for more keys; `unreachable` if the database cannot be read.
   */
  progress(keys: readonly string[], call?: CallOptions): Promise<ReadonlyMap<string, readonly ProgressStep[]>>;
  /**
   * Follows the changes of all records in constant memory, until its signal aborts or the loop is left. It goes on after
   * a cursor; without one, and after one of another store or of too long ago, it begins now, with a `gap`. Changes of
   * this process are told at once, those of other processes within a second.
   *
   * @throws TelemetryError `unreachable` if the database cannot be read, or is closed.
   */
  changes(options?: ChangesOptions): AsyncIterable<StoreChange>;
  /** Reads the records. `get` prefers the record with this key to a later attempt with this `random_id`. */
  readonly records: RecordsSource;
  /**
   * Makes a backend with which a client in this process reports to the store without HTTP. It tells attempts apart.
   */
  backend(): Backend;
  /**
   * Stores what waits, then closes the database. Later reports reject as `unavailable`, later reads as `unreachable`.
   * Closing again does nothing more.
   */
  close(): Promise<void>;
}
