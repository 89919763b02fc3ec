import { type ReadCall, readWithin } from '../../../sources/http/read-call.js';
import { charactersIn } from '../../waiting-writes.js';
import type { Database } from '../database.js';
import { type MadeRecord, readMade, readMadeRecords, readOrigin } from './made-rows.js';

/** How long after its moment a row may become visible, in microseconds: longer than a request of a writer takes. */
export const LATE_US = 15_000_000;
/** After how long without a look the next one begins anew, in milliseconds. */
const IDLE_MS = 10_000;
/** The changes that are kept for slow followers, and the characters of their records. */
const MOST_KEPT = 5_000;
const MOST_CHARACTERS = 16_000_000;
/** How long a look may take, in milliseconds. */
const LONGEST_LOOK_MS = 10_000;
/** The most changes that one look finds. */
const PER_LOOK = 1_000;

/**
 * What a process has found that was changed, in the order in which it tells it. A row may become visible after rows of
 * later moments: each look goes back some seconds, and leaves out what was found before.
 */
export class FoundChanges {
  readonly #database: Database;
  #kept: MadeRecord[] = [];
  #characters = 0;
  #forgotten = 0;
  /** The number of each run's last change that is kept. */
  readonly #last: Map<string, number> = new Map();
  /** When each run was changed that a look would find again. */
  readonly #found: Map<string, number> = new Map();
  /** The moment of the latest change that was found; `undefined` before the first look. */
  #since: number | undefined;
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;
  #nextLook: Promise<void> | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The number of changes that were found and are not kept any more. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** The number of changes that were found. */
  get count(): number {
    return this.#forgotten + this.#kept.length;
  }

  /** How long ago it was looked for changes, in milliseconds. */
  get idleMs(): number {
    return performance.now() - this.#lookedAt;
  }

  /**
   * Some of the changes after so many, with the number of each one. Of several changes of a run, the last one; none only if
   * there are no more.
   */
  after(number: number, most: number): readonly (readonly [number: number, change: MadeRecord])[] {
    const some: [number, MadeRecord][] = [];
    for (let place = number - this.#forgotten; place < this.#kept.length && some.length < most; place += 1) {
      const change = this.#kept[place] as MadeRecord;
      const ofChange = this.#forgotten + place + 1;
      if (this.#last.get(change.key) === ofChange) some.push([ofChange, change]);
    }
    return some;
  }

  /** Looks for changes. Everything that was visible when this was called is found when it resolves, if `count` is the same. */
  async look(): Promise<void> {
    if (this.#looking === undefined) return this.#begin();
    // What was stored after a look began is found by the next one.
    this.#nextLook ??= this.#looking.catch(() => undefined).then(() => this.#begin());
    return this.#nextLook;
  }

  /** Begins anew if it was not looked for changes lately: what has changed since would be long. */
  skipIdleTime(): void {
    if (this.idleMs < IDLE_MS) return;
    this.#since = undefined;
    this.#found.clear();
    this.#forget(this.#kept.length);
    // Leaves a gap in the numbers, so that a follower that was up to date notices it.
    this.#forgotten += 1;
  }

  #begin(): Promise<void> {
    this.#nextLook = undefined;
    const looking: Promise<void> = readWithin({ deadlineMs: LONGEST_LOOK_MS }, (call) => this.#find(call)).finally(
      () => {
        this.#lookedAt = performance.now();
        if (this.#looking === looking) this.#looking = undefined;
      },
    );
    this.#looking = looking;
    return looking;
  }

  async #find(call: ReadCall): Promise<void> {
    const isFirst = this.#since === undefined;
    const since = this.#since ?? (await readOrigin(this.#database, call)).now;
    const limit = isFirst ? Number.MAX_SAFE_INTEGER : this.#found.size + PER_LOOK;
    const rows = await readMade(this.#database, since - LATE_US, '', limit, call);
    const made = rows.filter(({ key, changed }) => this.#found.get(key) !== changed);
    // What was changed before the first look is not told.
    const changes = isFirst ? [] : await readMadeRecords(this.#database, made, call);
    for (const { key, changed } of made) this.#found.set(key, changed);
    this.#since = Math.max(since, made.at(-1)?.changed ?? 0);
    for (const [key, changed] of this.#found) if (changed < this.#since - LATE_US) this.#found.delete(key);
    this.#keep(changes);
  }

  #keep(changes: readonly MadeRecord[]): void {
    for (const change of changes) {
      this.#kept.push(change);
      this.#last.set(change.key, this.count);
      this.#characters += charactersIn(change.record ?? {});
    }
    let excess = Math.max(0, this.#kept.length - MOST_KEPT);
    let characters = this.#characters;
    for (const [place, { record = {} }] of this.#kept.entries()) {
      if (place >= excess && characters <= MOST_CHARACTERS) break;
      characters -= charactersIn(record);
      excess = Math.max(excess, place + 1);
    }
    this.#forget(excess);
  }

  #forget(count: number): void {
    for (const { key, record = {} } of this.#kept.splice(0, count)) {
      this.#characters -= charactersIn(record);
      this.#forgotten += 1;
      if (this.#last.get(key) === this.#forgotten) this.#last.delete(key);
    }
  }
}
