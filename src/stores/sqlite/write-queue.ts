import type { Call } from '../../backends/backend.js';
import { whenAborted } from '../../when-aborted.js';
import { TelemetryError } from '../../errors.js';
import type { Database, Statement } from './load-sqlite.js';
import { MIGRATIONS } from './migrations.js';
import { rollBack, schemaVersion } from './open-database.js';
import { isBusy, isOfDatabase, messageOf } from './sqlite-errors.js';

/** The most writes that wait. */
const MOST_WAITING = 10_000;
/** The most characters that wait, so that long texts do not take more memory than many reports. */
const MOST_CHARACTERS = 16_000_000;
/** The most writes of one transaction. */
const MOST_AT_ONCE = 500;
/** How long a write waits for a lock, in milliseconds. */
const PATIENCE_MS = 5_000;
/** The longest pause before the lock is tried again, in milliseconds. */
const LONGEST_RETRY_MS = 10;
/** The pause after a transaction while another process writes too, in milliseconds: without one it never gets its turn. */
const SHARING_PAUSE_MS = 5;
/** How long after its last transaction another process counts as writing, in milliseconds. */
const SHARING_MS = 1_000;
/** When to try again after a refusal, in milliseconds. */
const RETRY_AFTER_MS = 1_000;

interface Waiting {
  readonly characters: number;
  readonly write: () => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
  readonly leave: () => void;
  readonly since: number;
}

type Outcome = { readonly result: unknown } | { readonly error: TelemetryError };

/**
 * Gathers writes into transactions. Each write is a function that runs statements and does not wait; it resolves once
 * its transaction is on the disk.
 */
export class WriteQueue {
  readonly #database: Database;
  readonly #onCommit: () => void;
  #waiting: Set<Waiting> = new Set();
  #characters = 0;
  /** So many of those that wait get a transaction each. */
  #alone = 0;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #dataVersion: Statement;
  #seenVersion: unknown;
  #otherWroteAt = -Infinity;
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(database: Database, onCommit: () => void) {
    this.#database = database;
    this.#onCommit = onCommit;
    // Prepared, because errors of Deno's `exec` have no code.
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
    this.#dataVersion = database.prepare('PRAGMA data_version');
    this.#seenVersion = this.#versionOfOthers();
  }

  /**
   * Adds a write.
   *
   * @param characters - How many it keeps while it waits.
   * @throws TelemetryError `unavailable`; the signal's reason if it aborts before the write has begun.
   */
  add<T>(write: () => T, { signal }: Call, characters: number = 0): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(unavailable('the store is closed', 'not-sent'));
      if (signal.aborted) return reject(signal.reason as Error);
      if (this.#waiting.size >= MOST_WAITING || this.#characters + characters > MOST_CHARACTERS)
        return reject(unavailable('too many reports wait', 'not-sent'));
      const waiting: Waiting = {
        write,
        characters,
        resolve,
        reject,
        since: performance.now(),
        leave: whenAborted(signal, () => {
          if (this.#remove(waiting)) reject(signal.reason as Error);
        }),
      };
      this.#waiting.add(waiting);
      this.#characters += characters;
      this.#running ??= this.#run();
    });
  }

  /** Writes what waits, and takes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    // Whatever arrives in the same turn of the event loop goes into one transaction.
    await turn();
    while (this.#waiting.size > 0) {
      const isWritten = this.#writeSome();
      if (this.#waiting.size === 0) break;
      const isShared = performance.now() - this.#otherWroteAt < SHARING_MS;
      await (isWritten ? turn(isShared ? SHARING_PAUSE_MS : 0) : turn(1 + Math.random() * LONGEST_RETRY_MS));
    }
    this.#running = undefined;
  }

  /** Writes one transaction. @returns `false` if another process holds the lock. */
  #writeSome(): boolean {
    try {
      this.#begin.run();
    } catch (thrown) {
      if (isBusy(thrown)) this.#rejectImpatient();
      else this.#rejectAll(thrown);
      return !isBusy(thrown);
    }
    const batch = this.#take(this.#alone > 0 ? 1 : MOST_AT_ONCE);
    const outcomes = this.#tryTransaction(batch);
    if (outcomes === undefined) this.#putBack(batch);
    else {
      this.#alone = Math.max(0, this.#alone - 1);
      outcomes.forEach((outcome, place) => settle(batch[place] as Waiting, outcome));
      this.#onCommit();
    }
    return true;
  }

  /** Runs writes in the transaction that has begun. `undefined` if one of several writes failed. */
  #tryTransaction(batch: readonly Waiting[]): Outcome[] | undefined {
    let isCommitting = false;
    try {
      this.#checkSchema();
      const outcomes = batch.map(({ write }) => ({ result: write() }));
      isCommitting = true;
      this.#commit.run();
      return outcomes;
    } catch (thrown) {
      rollBack(this.#database);
      const isOfOne = !isCommitting && !isOfDatabase(thrown) && !(thrown instanceof TelemetryError);
      if (isOfOne && batch.length > 1) return undefined;
      // A commit that failed may be found on the disk after a restart.
      const error = toWriteError(thrown, isCommitting ? 'unknown' : 'refused');
      return batch.map(() => ({ error }));
    }
  }

  /** One write that fails takes its transaction with it. Each in one of its own, the others succeed. */
  #putBack(batch: readonly Waiting[]): void {
    this.#waiting = new Set([...batch, ...this.#waiting]);
    this.#alone = batch.length;
    for (const { characters } of batch) this.#characters += characters;
  }

  /** Notices another process, and that it has changed the tables. */
  #checkSchema(): void {
    const version = this.#versionOfOthers();
    if (version === this.#seenVersion) return;
    this.#seenVersion = version;
    this.#otherWroteAt = performance.now();
    if (schemaVersion(this.#database) !== MIGRATIONS.length)
      throw unavailable('a later version of the package has changed the file', 'refused');
  }

  /** Changes when another connection has written. */
  #versionOfOthers(): unknown {
    return this.#dataVersion.get()?.['data_version'];
  }

  #take(most: number): Waiting[] {
    const batch: Waiting[] = [];
    for (const waiting of this.#waiting) {
      this.#remove(waiting);
      if (batch.push(waiting) === most) break;
    }
    return batch;
  }

  /** Takes a write out of those that wait. @returns whether it waited. */
  #remove(waiting: Waiting): boolean {
    if (!this.#waiting.delete(waiting)) return false;
    this.#characters -= waiting.characters;
    waiting.leave();
    return true;
  }

  #rejectImpatient(): void {
    const now = performance.now();
    // The oldest come first.
    for (const waiting of this.#waiting) {
      if (now - waiting.since < PATIENCE_MS) return;
      this.#remove(waiting);
      waiting.reject(unavailable('the database is locked', 'not-sent'));
    }
  }

  #rejectAll(thrown: unknown): void {
    for (const waiting of this.#take(MOST_WAITING)) waiting.reject(toWriteError(thrown, 'refused'));
  }
}

function settle({ resolve, reject }: Waiting, outcome: Outcome): void {
  if ('error' in outcome) reject(outcome.error);
  else resolve(outcome.result as never);
}

function toWriteError(thrown: unknown, fate: 'refused' | 'unknown'): TelemetryError {
  if (thrown instanceof TelemetryError) return thrown;
  return unavailable(messageOf(thrown), fate, thrown);
}

function unavailable(reason: string, fate: 'not-sent' | 'refused' | 'unknown', cause?: unknown): TelemetryError {
  return new TelemetryError('unavailable', `sqlite: cannot store: ${reason}`, {
    fate,
    retryAfterMs: RETRY_AFTER_MS,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Lets the event loop turn, and waits. */
function turn(ms: number = 0): Promise<void> {
  return new Promise((resolve) => {
    if (ms === 0) setImmediate(resolve);
    else setTimeout(resolve, ms);
  });
}
