import type { CallOptions } from '../deadline.js';
import { TelemetryError, toTelemetryError } from '../errors.js';
import { isMistake } from '../observe/back-off.js';
import type { Health } from '../observe/health.js';
import type { RecordQuery } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import type { StoredRecord } from '../sources/records/stored-record.js';

/** The reading of one source. */
interface Part {
  /** Begins the reading, within what is left of the deadline. */
  readonly begin: () => AsyncIterator<StoredRecord, unknown>;
  records?: AsyncIterator<StoredRecord, unknown>;
  /** The record that comes next; `undefined` at the end. */
  next: StoredRecord | undefined;
  health: Health;
}

/**
 * One reading of the records of several sources. It goes on without a source that fails, and fails as the first one did
 * if all do, the caller aborts, or a source finds the query wrong.
 */
export class MergedRead {
  readonly #parts: readonly Part[];
  readonly #endsAt: number;

  constructor(sources: readonly RecordsSource[], query: RecordQuery, call: CallOptions | undefined) {
    const checkedAt = new Date();
    const deadlineMs = typeof call?.deadlineMs === 'number' ? call.deadlineMs : Infinity;
    this.#endsAt = performance.now() + deadlineMs;
    const callOfNow = (): CallOptions | undefined => {
      if (typeof call?.deadlineMs !== 'number') return call;
      const leftMs = Math.floor(this.#leftMs());
      return { ...call, deadlineMs: Math.max(leftMs, Math.min(call.deadlineMs, 1)) };
    };
    this.#parts = sources.map((source) => ({
      begin: () => source.records(query, callOfNow())[Symbol.asyncIterator](),
      next: undefined,
      health: { state: 'unknown', checkedAt },
    }));
  }

  /** The health of each source. */
  health(): readonly Health[] {
    return this.#parts.map(({ health }) => health);
  }

  /** Reads one source after the other. */
  async *inTurn(): AsyncGenerator<StoredRecord, void> {
    try {
      for (const part of this.#parts) {
        for (await this.#advance(part); part.next !== undefined; await this.#advance(part)) yield part.next;
      }
      this.#throwIfNoneAnswered();
    } finally {
      await this.#end();
    }
  }

  /** Reads all sources at once, each of which is in this order. */
  async *inOrder(compare: (one: StoredRecord, other: StoredRecord) => number): AsyncGenerator<StoredRecord, void> {
    try {
      await Promise.all(this.#parts.map((part) => this.#advance(part)));
      for (;;) {
        let first: (Part & { next: StoredRecord }) | undefined;
        for (const part of this.#parts) {
          if (hasNext(part) && (first === undefined || compare(part.next, first.next) < 0)) first = part;
        }
        if (first === undefined) break;
        yield first.next;
        await this.#advance(first);
      }
      this.#throwIfNoneAnswered();
    } finally {
      await this.#end();
    }
  }

  #throwIfNoneAnswered(): void {
    if (this.#parts.some(({ health }) => health.state === 'up')) return;
    throw this.#parts[0]?.health.error ?? new TelemetryError('unreachable', 'No source answered');
  }

  /** Reads on. A source that fails has no further records. */
  async #advance(part: Part): Promise<void> {
    try {
      part.records ??= part.begin();
      const read = await this.#unlessSilent(part, part.records.next());
      part.next = read.done === true ? undefined : read.value;
      part.health = { state: 'up', checkedAt: new Date() };
    } catch (thrown) {
      const error = toTelemetryError(thrown);
      if (isMistake(error) || error.code === 'aborted') throw error;
      part.next = undefined;
      part.health = { state: 'down', checkedAt: new Date(), error };
    }
  }

  /**
   * Waits for what a source gives next. While another source can be read, it waits for half of what is left of the
   * deadline at most, else to its end: one silent source leaves the others the time to be read.
   */
  #unlessSilent<T>(part: Part, reading: Promise<T>): Promise<T> {
    if (!(this.#endsAt < Infinity)) return reading;
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const othersWait = this.#parts.some((other) => other !== part && canBeRead(other));
        if (othersWait || this.#leftMs() < 1) reject(new TelemetryError('timed-out', 'No record within its time'));
        else timer = setTimeout(look, this.#leftMs() / 2);
      };
      let timer = setTimeout(look, this.#leftMs() / 2);
      void reading.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  #leftMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Ends the readings. It does not wait for a silent source, which ends at its deadline. */
  async #end(): Promise<void> {
    const ends = this.#parts.map(async ({ records, health }) => {
      const end = Promise.resolve(records?.return?.()).catch(() => undefined);
      if (health.state === 'up') await end;
    });
    await Promise.allSettled(ends);
  }
}

function hasNext(part: Part): part is Part & { next: StoredRecord } {
  return part.next !== undefined;
}

/** Whether it was not asked yet, or has answered and is not at its end. */
function canBeRead(part: Part): boolean {
  return part.records === undefined || hasNext(part);
}
