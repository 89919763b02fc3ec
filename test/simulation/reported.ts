/** How wide the promise of one end is in this world. */
export type Width = 'one client' | 'shared guards' | 'several clients';

/** An end as a caller gives it. */
export interface GivenEnd {
  readonly status: string;
  readonly exit_code: number;
}

/** A record as a caller gives it. */
export type GivenRecord = Readonly<Record<string, string | number>>;

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

  end(client: string, key: string, end: GivenEnd): void {
    const promiser = this.promiser(client, key);
    if (!this.#firstEnds.has(promiser)) this.#firstEnds.set(promiser, end);
  }

  record(client: string, key: string, record: GivenRecord): void {
    this.#records.set(`${client} ${key}`, [...this.recordsOf(client, key), record]);
  }

  /** Who promises that one end is delivered. */
  promiser(client: string, key: string): string {
    return `${this.#width === 'shared guards' ? 'all' : client} ${key}`;
  }

  /** The end that is promised where this client reports one. */
  firstEnd(client: string, key: string): GivenEnd | undefined {
    return this.#firstEnds.get(this.promiser(client, key));
  }

  /** What the creates of this client were given. */
  recordsOf(client: string, key: string): readonly GivenRecord[] {
    return this.#records.get(`${client} ${key}`) ?? [];
  }

  /** Whether what is stored holds all that a create of this client was given. */
  isGivenRecord(client: string, key: string, stored: Readonly<Record<string, unknown>>): boolean {
    return this.recordsOf(client, key).some((record) =>
      Object.entries(record).every(([field, value]) => stored[field] === value),
    );
  }
}
