import { throwIfAborted, untilAborted } from '../../../until-aborted.js';
import type { Change, ChangeFeed, Follower } from '../../change-feed.js';
import { Changes } from '../../changes.js';
import type { Database } from '../database.js';
import { FoundChanges, LATE_US } from './found-changes.js';
import { type MadeRecord, readMade, readMadeRecords, readOrigin } from './made-rows.js';

/** How often it is looked for what other processes have stored, in milliseconds. */
const LOOK_MS = 400;
/** The most changes of one read. */
const PER_READ = 500;

/** Where a follower goes on: after so many found changes, or after a row in the database. */
type Place = { readonly number: number } | { readonly since: number; readonly after: string };

/**
 * The changes of a database. All followers of a process share what one of them finds. A follower that goes on after a
 * cursor of another process is told the changes of the last seconds before it again.
 */
export class ClickHouseFeed extends Changes implements ChangeFeed {
  readonly #database: Database;
  readonly #found: FoundChanges;
  readonly #id: string = crypto.randomUUID().slice(0, 8);

  constructor(database: Database) {
    const found = new FoundChanges(database);
    super(() => found.idleMs >= LOOK_MS);
    this.#database = database;
    this.#found = found;
  }

  get isClosed(): boolean {
    return this.#database.isClosed;
  }

  follow(after?: string): Follower {
    return new DatabaseFollower(this.#database, this.#found, this.#id, after);
  }
}

class DatabaseFollower implements Follower {
  readonly #database: Database;
  readonly #found: FoundChanges;
  readonly #process: string;
  readonly #after: string | undefined;
  #origin = '';
  #place: Place | undefined;
  /** The moment of the change that was read last. */
  #since = 0;

  constructor(database: Database, found: FoundChanges, process: string, after: string | undefined) {
    this.#database = database;
    this.#found = found;
    this.#process = process;
    this.#after = after;
  }

  get cursor(): string {
    const number = this.#place !== undefined && 'number' in this.#place ? this.#place.number : undefined;
    return this.#cursorOf(number, this.#since);
  }

  async read(signal: AbortSignal): Promise<readonly Change[] | 'gap'> {
    throwIfAborted(signal);
    this.#place ??= await this.#begin(signal);
    if (this.#place === undefined) {
      this.#found.skipIdleTime();
      await this.#look(signal);
      this.#place = { number: this.#found.count };
      return 'gap';
    }
    const changes = 'since' in this.#place ? await this.#readStored(this.#place, signal) : [];
    return changes.length > 0 ? changes : this.#readFound(signal);
  }

  /** The place after the cursor, where that is known. */
  async #begin(signal: AbortSignal): Promise<Place | undefined> {
    const { origin, now } = await readOrigin(this.#database, { signal });
    this.#origin = origin;
    this.#since = now;
    const [, ofOrigin, process, number, changed] =
      /^([0-9a-f]{16})\.([0-9a-f]{8})\.(\d{0,15})\.(\d{1,16})$/.exec(this.#after ?? '') ?? [];
    const since = Number(changed);
    if (ofOrigin !== origin || !(since <= now)) return undefined;
    this.#since = since;
    const isKept = process === this.#process && number !== '' && Number(number) <= this.#found.count;
    return isKept ? { number: Number(number) } : { since: since - LATE_US, after: '' };
  }

  /** Reads changes from the database, until what follows is found by the others. */
  async #readStored({ since, after }: { since: number; after: string }, signal: AbortSignal): Promise<Change[]> {
    await this.#look(signal);
    const { count } = this.#found;
    const made = await readMade(this.#database, since, after, PER_READ, { signal });
    const records = await readMadeRecords(this.#database, made, { signal });
    const last = made.at(-1);
    this.#place = last && made.length === PER_READ ? { since: last.changed, after: last.key } : { number: count };
    return records.map((record) => this.#changeOf(record, undefined));
  }

  async #readFound(signal: AbortSignal): Promise<Change[]> {
    const { number } = this.#place as { readonly number: number };
    if (number === this.#found.count) await this.#look(signal);
    if (number < this.#found.forgotten) {
      this.#place = { since: this.#since - LATE_US, after: '' };
      return this.#readStored(this.#place, signal);
    }
    const some = this.#found.after(number, PER_READ);
    this.#place = { number: some.at(-1)?.[0] ?? number };
    return some.map(([ofChange, change]) => this.#changeOf(change, ofChange));
  }

  /** Others share the look, so that it goes on without this one. */
  async #look(signal: AbortSignal): Promise<void> {
    await untilAborted(this.#found.look(), signal);
  }

  #changeOf({ key, changed, record }: MadeRecord, number: number | undefined): Change {
    this.#since = Math.max(this.#since, changed);
    return { cursor: this.#cursorOf(number, this.#since), key, ...(record && { record }) };
  }

  #cursorOf(number: number | undefined, since: number): string {
    return `${this.#origin}.${this.#process}.${number ?? ''}.${since}`;
  }
}
