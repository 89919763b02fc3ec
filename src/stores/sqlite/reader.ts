import { guarded, TelemetryError } from '../../errors.js';
import type { ReadCall } from '../../sources/http/read-call.js';
import type { Database, Row, SqlValue, Statement } from './load-sqlite.js';
import { toReadError } from './sqlite-errors.js';

/** The statements that are kept prepared: as many as a process repeats, and few of those that it runs once. */
const MOST_PREPARED = 50;

/** Runs statements that read, each to its end, and lets the event loop turn between them. */
export class Reader {
  readonly #database: Database;
  /** By their text, the one that ran last at the end. */
  readonly #prepared: Map<string, Statement> = new Map();
  #names = 0;
  #isClosed = false;

  constructor(database: Database) {
    this.#database = database;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Runs a statement and gives all of its rows.
   *
   * @throws TelemetryError `unreachable` if it fails or the store is closed; the call's reason if it is over.
   */
  async all(sql: string, values: readonly SqlValue[], { signal }: Pick<ReadCall, 'signal'>): Promise<Row[]> {
    await this.turn({ signal });
    return this.now(sql, values);
  }

  /** Lets the event loop turn. Throws the call's reason if it is over. */
  async turn({ signal }: Pick<ReadCall, 'signal'>): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw signal.reason;
  }

  /** Runs a statement at once, and gives all of its rows. */
  now(sql: string, values: readonly SqlValue[]): Row[] {
    if (this.#isClosed) throw new TelemetryError('unreachable', 'sqlite: the store is closed', { fate: 'not-sent' });
    try {
      return this.#prepare(sql).all(...values);
    } catch (thrown) {
      throw toReadError(thrown);
    }
  }

  #prepare(sql: string): Statement {
    const statement = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.delete(sql);
    this.#prepared.set(sql, statement);
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size > MOST_PREPARED) this.#prepared.delete(oldest as string);
    return statement;
  }

  /** A name for a temporary table. */
  newName(): string {
    this.#names += 1;
    return `pass_${this.#names}`;
  }

  /** Drops a temporary table, if it is there. */
  drop(name: string): void {
    if (!this.#isClosed) guarded(() => this.#database.exec(`DROP TABLE IF EXISTS temp.${name}`));
  }

  close(): void {
    this.#isClosed = true;
  }
}
