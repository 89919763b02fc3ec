import type { Random } from '../random.js';
import type { AnswerOfServer, RequestOnServer } from '../server-kind.js';
import type { VirtualClock } from '../virtual-clock.js';

/** A record as it is stored. */
export interface Row {
  readonly id: string;
  readonly random_id: string;
  readonly status: string;
  readonly error: string;
  readonly exit_code: number;
  readonly [field: string]: unknown;
}

/** One write that took effect. */
export interface Write {
  readonly at: number;
  readonly by: RequestOnServer;
  readonly before: Row | undefined;
  readonly after: Row;
}

/**
 * What keeps a final status: nothing; the update rule `status = "installing"`, which is checked
 * when the row is read and not again when it is written; or a trigger, which is atomic.
 */
export type Finality = 'open' | 'rule' | 'trigger';

/** Whose record nobody here may touch. */
export const STRANGER = 'somebody-else';

/** Records on a page where the query says nothing, and at most. */
const PER_PAGE = 30;
const LONGEST_PAGE = 500;

/**
 * PocketBase as the contract measured it: unique random_ids, whole-row writes in two steps,
 * refusals without a reason.
 */
export class SimulatedServer {
  readonly rows = new Map<string, Row>();
  readonly writes: Write[] = [];
  /** Whose record an id is or was. */
  readonly owners = new Map<string, string>();
  /** Installations whose record was removed. */
  readonly removed = new Set<string>();
  /** Longest time from reading a row to the write or the answer, in milliseconds. */
  longestWorkMs = 400;
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #finality: Finality;
  readonly #isLegacy: boolean;
  readonly #notUnique: Readonly<Record<string, string>>;

  /** @param notUnique - What a create is refused with whose random_id is taken. */
  constructor(
    clock: VirtualClock,
    random: Random,
    finality: Finality,
    notUnique: Readonly<Record<string, string>> = { random_id: 'validation_not_unique' },
  ) {
    this.#clock = clock;
    this.#random = random;
    this.#finality = finality;
    this.#notUnique = notUnique;
    this.#isLegacy = random.chance(0.5);
  }

  rowOf(random_id: string): Row | undefined {
    for (const row of this.rows.values()) if (row.random_id === random_id) return row;
    return undefined;
  }

  /** The random_id a lookup's filter asks for. */
  wantedBy(url: URL): string | undefined {
    return /^\(random_id='([^']*)'\)$/.exec(url.searchParams.get('filter') ?? '')?.[1];
  }

  /** The record of a lookup under an id that it had once; none where it never was there, or this is no lookup. */
  formerRow({ url }: RequestOnServer): Row | undefined {
    const random_id = this.wantedBy(url);
    const last = this.writes.filter(({ after }) => after.random_id === random_id).at(-1)?.after;
    return last && { ...last, id: this.#makeId(last.random_id) };
  }

  /** The records a lookup does not ask for. */
  otherRows({ url }: RequestOnServer): Row[] {
    const wanted = this.wantedBy(url);
    return [...this.rows.values()].filter(({ random_id }) => random_id !== wanted);
  }

  /** An administrator removes a record. */
  remove(row: Row): void {
    this.rows.delete(row.id);
    this.removed.add(row.random_id);
  }

  /** An administrator restores a record under another id, as an import does. */
  move(row: Row): void {
    this.rows.delete(row.id);
    const id = this.#makeId(row.random_id);
    this.rows.set(id, { ...row, id });
  }

  /** Handles a request; the answer comes once the work is done. */
  receive(request: RequestOnServer, answer: (answer: AnswerOfServer) => void): void {
    const later = (work: () => AnswerOfServer): void => {
      this.#clock.after(this.#random.between(0, this.longestWorkMs), () => answer(work()), 'server');
    };
    const id = /\/records\/([^/]+)$/.exec(request.url.pathname)?.[1];
    if (request.method === 'GET') {
      // What was read may be out of date when it is told.
      const list = this.#list(request);
      return later(() => list);
    }
    if (request.method === 'POST') {
      if (id !== undefined) return answer(this.#refusal(404, {}));
      const problem = this.#validate(request);
      return problem === undefined ? later(() => this.#insert(request)) : answer(problem);
    }
    const row = id === undefined ? undefined : this.rows.get(id);
    const mayUpdate = row !== undefined && (this.#finality !== 'rule' || row.status === 'installing');
    if (!mayUpdate) return answer(this.#refusal(404, {}));
    later(() => this.#write(request, row));
  }

  /** A page of these rows, with what a lookup asks for of each. */
  pageOf(rows: readonly Row[], url: URL): AnswerOfServer {
    const fields = url.searchParams.get('fields')?.split(',');
    const perPage = Math.min(Number(url.searchParams.get('perPage') ?? PER_PAGE), LONGEST_PAGE);
    const item = (found: Row): object =>
      fields === undefined ? found : Object.fromEntries(fields.map((field) => [field, found[field]]));
    const counts = url.searchParams.has('skipTotal')
      ? { totalItems: -1, totalPages: -1 }
      : { totalItems: rows.length, totalPages: Math.ceil(rows.length / perPage) };
    return { status: 200, json: { items: rows.slice(0, perPage).map(item), page: 1, perPage, ...counts } };
  }

  #list({ url }: RequestOnServer): AnswerOfServer {
    const wanted = this.wantedBy(url);
    const rows = [...this.rows.values()].filter(({ random_id }) => wanted === undefined || random_id === wanted);
    return this.pageOf(rows, url);
  }

  #validate({ body }: RequestOnServer): AnswerOfServer | undefined {
    const missing = ['random_id', 'type', 'ct_type', 'nsapp', 'status'].filter((field) => !body[field]);
    if (missing.length > 0)
      return this.#refusal(400, Object.fromEntries(missing.map((f) => [f, 'validation_required'])));
    return this.#isTaken(body) ? this.#refusal(400, this.#notUnique) : undefined;
  }

  #insert(request: RequestOnServer): AnswerOfServer {
    if (this.#isTaken(request.body)) return this.#refusal(400, this.#notUnique);
    const id = this.#makeId(String(request.body['random_id']));
    const after = { error: '', exit_code: 0, ...request.body, id } as unknown as Row;
    this.#store(request, undefined, after);
    return { status: 200, json: after };
  }

  /** Writes every column as it was read, but for what the request changes. */
  #write(request: RequestOnServer, asRead: Row): AnswerOfServer {
    const after: Row = { ...asRead, ...request.body, id: asRead.id };
    const before = this.rows.get(asRead.id);
    if (before === undefined) return this.#refusal(404, {});
    if (this.#finality === 'trigger' && before.status !== 'installing' && !isSameEnd(before, after)) {
      return this.#refusal(400, {});
    }
    this.#store(request, before, after);
    return { status: 200, json: after };
  }

  #store(by: RequestOnServer, before: Row | undefined, after: Row): void {
    this.rows.set(after.id, after);
    this.writes.push({ at: this.#clock.now, by, before, after });
  }

  #makeId(random_id: string): string {
    const id = Array.from({ length: 15 }, () => this.#random.between(0, 35).toString(36)).join('');
    this.owners.set(id, random_id);
    return id;
  }

  #isTaken({ random_id }: Readonly<Record<string, unknown>>): boolean {
    return this.rowOf(String(random_id)) !== undefined;
  }

  #refusal(status: number, fields: Readonly<Record<string, string>>): AnswerOfServer {
    const data = Object.fromEntries(Object.entries(fields).map(([field, code]) => [field, { code, message: 'No.' }]));
    return { status, json: { [this.#isLegacy ? 'code' : 'status']: status, message: 'Failed.', data } };
  }
}

export function isSameEnd(one: Row, other: Row): boolean {
  return one.status === other.status && one.error === other.error && one.exit_code === other.exit_code;
}
