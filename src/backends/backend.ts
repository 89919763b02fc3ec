import type { FinalStatus } from '../statuses.js';
import type { CompleteRecord, UpdatePayload } from '../records/record.js';

/** Limits of one call to a backend. */
export interface Call {
  /** Aborts when the answer is no longer wanted. The backend then stops and sends nothing more. */
  readonly signal: AbortSignal;
  /** Time until the signal aborts, in milliseconds; left out if unknown. */
  readonly remainingMs?: number;
}

/** The record to update, and its end. */
export interface UpdateTarget {
  readonly random_id: string;
  /** The server's id of the record, if known. A backend with `find` always gets it. */
  readonly record_id?: string;
  /** The end, and what the caller gave of the record. Has an `execution_id` if the backend has `attempts`. */
  readonly patch: UpdatePayload;
}

/**
 * The attempts of installations, for a server that tells them apart by `execution_id`. The client keeps its state per
 * attempt, so that an earlier attempt does not affect the next one.
 */
export interface Attempts {
  /**
   * Returns the attempt of a report: the given one, else the current one.
   *
   * @throws TelemetryError `invalid-record` if `execution_id` is invalid.
   */
  of(random_id: string, execution_id?: unknown): string;
  /** Returns the attempt of a create, which becomes the current one. `isNew` asks for another than the current one. */
  begin(random_id: string, execution_id: unknown, isNew: boolean): string;
}

/** A report that is about to be sent. */
export type PendingReport =
  | { readonly kind: 'create'; readonly record: CompleteRecord }
  | { readonly kind: 'update'; readonly target: UpdateTarget };

/** The result of a create. */
export interface CreateResult {
  /** `existing`: the server already has a record of this random_id. `accepted`: received, but not stored yet. */
  readonly result: 'created' | 'existing' | 'accepted';
  readonly record_id?: string;
}

/** The result of an update. */
export interface UpdateResult {
  /** `already-final`: the record had ended before. `missing`: no record of that id can be changed. */
  readonly result: 'updated' | 'already-final' | 'missing' | 'accepted';
  readonly record_id?: string;
  /** Set if the record may have been changed although the result is `missing`. */
  readonly inDoubt?: true;
}

/** Options of a lookup. */
export interface Lookup {
  /** Also finds out whether the record has ended. */
  readonly withStatus?: boolean;
  /**
   * Requests the id only, without the random_id that proves whose record it is. This is the shell client's request;
   * `closeGuard: 'attempted'` uses it.
   */
  readonly idOnly?: boolean;
}

/** A record that a lookup found. */
export interface FoundRecord {
  readonly record_id: string;
  /** Whether the record has ended; set if `withStatus` was requested. */
  readonly final?: boolean;
}

/**
 * Talks to one kind of server: knows its paths, filters and spelling, and interprets its answers.
 *
 * Each method sends once. The client adds retries, deadlines, guards and consent. An unexpected result rejects with a
 * {@link TelemetryError}. A write that the server refused without a reason rejects as `rejected` with the fate
 * `unknown`, and the client then looks the record up.
 */
export interface Backend {
  readonly name: string;
  /** Where reports go, for the lines of `logEvents`. Must not contain credentials. @defaultValue not shown */
  readonly url?: string;
  /** Whether a report may be sent again if it is unknown whether the first one arrived. */
  readonly repeatable: { readonly create: boolean; readonly update: boolean };
  /** For a server that tells attempts apart. Without it a new attempt is `unsupported`. */
  readonly attempts?: Attempts;
  /**
   * Resolves when a report may be sent, for a server with a rate limit. The client waits for it before each attempt of
   * a write, within the deadline. The wait does not count as an attempt.
   *
   * @throws TelemetryError `unavailable` with the fate `not-sent` if the deadline would pass first; also any error with
   * which the report itself would be refused before it is sent.
   */
  ready?(report: PendingReport, call: Call): Promise<void>;
  /** The status under which the server stores a final status. @defaultValue unchanged */
  storedStatus?(status: FinalStatus): FinalStatus;
  /** Stores a new record, or reports that its random_id exists. */
  create(record: CompleteRecord, call: Call): Promise<CreateResult>;
  /** Writes the end of a record: status, exit code and error together. */
  update(target: UpdateTarget, call: Call): Promise<UpdateResult>;
  /**
   * Looks a record up by its random_id. Without this method the client updates by random_id alone.
   *
   * @throws TelemetryError `unexpected-answer` if the record found has another random_id or shows none, unless the
   * lookup is `idOnly`.
   */
  find?(random_id: string, lookup: Call & Lookup): Promise<FoundRecord | undefined>;
}
