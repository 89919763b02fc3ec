import { explainExitCode } from '../../src/index.js';
import type { Row } from './server.js';

/** How wide the promise of one end is in this world. */
export type Width = 'one client' | 'shared guards' | 'several clients';

/** An end as a caller gives it. */
export interface GivenEnd {
  readonly status: string;
  readonly exit_code: number;
}

/** A record as a caller gives it. */
export type GivenRecord = Readonly<Record<string, string | number>>;

const STORED_STATUS: Readonly<Record<string, string>> = { done: 'sucess', failed: 'failed' };

/** What was reported, and so what may be stored. */
export class Reported {
  readonly #width: Width;
  /** The end reported first, by who promises to keep it and what it is of. */
  readonly #firstEnds = new Map<string, GivenEnd>();
  readonly #records = new Map<string, GivenRecord[]>();

  constructor(width: Width) {
    this.#width = width;
  }

  /** Whether all who report promise one end together. */
  get isOnePromise(): boolean {
    return this.#width !== 'several clients';
  }

  end(client: string, random_id: string, end: GivenEnd): void {
    const promiser = this.promiser(client, random_id);
    if (!this.#firstEnds.has(promiser)) this.#firstEnds.set(promiser, end);
  }

  record(client: string, random_id: string, record: GivenRecord): void {
    const key = `${client} ${random_id}`;
    this.#records.set(key, [...(this.#records.get(key) ?? []), record]);
  }

  /** Who promises that one end of this installation is delivered. */
  promiser(client: string, random_id: string): string {
    return `${this.#width === 'shared guards' ? 'all' : client} ${random_id}`;
  }

  /** Whether the row holds the end this client reported first; a hook may have added to its explanation. */
  isFirstEnd(client: string, row: Row | undefined): boolean {
    const end = row === undefined ? undefined : this.#firstEnds.get(this.promiser(client, row.random_id));
    if (row === undefined || end === undefined) return false;
    const isSuccess = end.status === 'done';
    return (
      row.status === (STORED_STATUS[end.status] ?? 'unknown') &&
      row.exit_code === (isSuccess ? 0 : end.exit_code) &&
      row.error.replace(/ \(asked \d+\)$/, '') === (isSuccess ? '' : explainExitCode(end.exit_code))
    );
  }

  /** Whether the row holds all that a create of this client was given. */
  isGivenRecord(client: string, row: Row): boolean {
    const given = this.#records.get(`${client} ${row.random_id}`) ?? [];
    return given.some((record) => Object.entries(record).every(([field, value]) => row[field] === value));
  }
}
