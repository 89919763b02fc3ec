import type { FinalStatus } from '../statuses.js';
import type { CompleteRecord, UpdatePayload } from '../records/record.js';

/** What one call to a backend gets beside its data. */
export interface Call {
  /** Fires when the answer is no longer wanted; a backend stops then, and sends nothing more. */
  readonly signal: AbortSignal;
  /** How long until it fires, in milliseconds; left out where that is not known. */
  readonly remainingMs?: number;
}

/** The record an update is meant for. */
export interface UpdateTarget {
  readonly random_id: string;
  /** The server's own id, where it is known. A backend that has `find` always gets it. */
  readonly record_id?: string;
  /** The end, and beside it what the caller said of the record; where there are attempts, its `execution_id`. */
  readonly patch: UpdatePayload;
}

/**
 * The attempts of installations, where a server tells them apart. Each has an `execution_id`, and
 * everything a client remembers of an installation goes by it, so that nothing of a former attempt
 * counts for the next one.
 */
export interface Attempts {
  /**
   * The attempt a report is of: the one it names, else the present one.
   *
   * @throws TelemetryError `invalid-record` for what is no execution_id.
   */
  of(random_id: string, execution_id?: unknown): string;
  /** The attempt a create is of, which is the present one from now on; `isNew`: not the one that was. */
  begin(random_id: string, execution_id: unknown, isNew: boolean): string;
}

/** A report that is about to leave. */
export type PendingReport =
  | { readonly kind: 'create'; readonly record: CompleteRecord }
  | { readonly kind: 'update'; readonly target: UpdateTarget };

/** What became of a create, as far as the server said. */
export interface CreateResult {
  /** `existing`: the server has a record of this random_id. `accepted`: taken, not yet stored. */
  readonly result: 'created' | 'existing' | 'accepted';
  readonly record_id?: string;
}

/** What became of an update, as far as the server said. */
export interface UpdateResult {
  /** `already-final`: the record had ended before. `missing`: no record of that id may be changed. */
  readonly result: 'updated' | 'already-final' | 'missing' | 'accepted';
  readonly record_id?: string;
  /** Set where the record may have been changed although it is `missing`. */
  readonly inDoubt?: true;
}

/** How a record is looked up. */
export interface Lookup {
  /** Asks whether the record has ended, too. */
  readonly withStatus?: boolean;
  /**
   * Asks for the record's id alone, which does not say whose it is: the shell client's request, and
   * that of `closeGuard: 'attempted'`.
   */
  readonly idOnly?: boolean;
}

/** A record that was looked up. */
export interface FoundRecord {
  readonly record_id: string;
  /** Whether it has ended; only where `withStatus` asked for it. */
  readonly final?: boolean;
}

/**
 * What one kind of server understands: paths, filters, spelling, what an answer means.
 *
 * Each method makes one try. Repetition, deadlines, guards and consent are the client's.
 * What is not planned rejects with a {@link TelemetryError}; a write the server refused without
 * saying why rejects as `rejected` with the fate `unknown`, and the client looks the record up.
 */
export interface Backend {
  readonly name: string;
  /** Whether a report whose fate is unknown may be sent again. */
  readonly repeatable: { readonly create: boolean; readonly update: boolean };
  /** Where the server tells attempts apart. Without it a new attempt is `unsupported`. */
  readonly attempts?: Attempts;
  /**
   * Resolves when a report may leave, where the server takes so many in a time. The client waits for
   * it before each try of a write, as long as the deadline allows, and counts no such wait as a try.
   *
   * @throws TelemetryError `unavailable`, with the fate `not-sent`, where that is too late; whatever
   * else the report itself would be refused with before it is sent.
   */
  ready?(report: PendingReport, call: Call): Promise<void>;
  /** What a final status is stored as, where the server does not know them all. @defaultValue as it is */
  storedStatus?(status: FinalStatus): FinalStatus;
  /** Stores a new record, or says that its random_id is there already. */
  create(record: CompleteRecord, call: Call): Promise<CreateResult>;
  /** Gives a record its end, all three fields together. */
  update(target: UpdateTarget, call: Call): Promise<UpdateResult>;
  /**
   * Looks a record up by its random_id; without it the client updates by random_id alone.
   *
   * @throws TelemetryError `unexpected-answer` for a record that does not show this random_id, unless
   * the lookup is `idOnly`.
   */
  find?(random_id: string, lookup: Call & Lookup): Promise<FoundRecord | undefined>;
}
