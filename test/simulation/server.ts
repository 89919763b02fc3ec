import type { Random } from './random.js';
import type { VirtualClock } from './virtual-clock.js';

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

/** A request as the server reads it. */
export interface RequestOnServer {
  readonly method: string;
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface AnswerOfServer {
  readonly status: number;
  readonly json: unknown;
}

/**
 * What keeps a final status: nothing; the update rule `status = "installing"`, which is checked
 * when the row is read and not again when it is written; or a trigger, which is atomic.
 */
export type Finality = 'open' | 'rule' | 'trigger';

/** Longest time between reading a row and writing it, in milliseconds. */
const LONGEST_WRITE_MS = 400;

/**
 * PocketBase as the contract measured it: unique random_ids, whole-row writes in two steps,
 * refusals without a reason.
 */
export class SimulatedServer {
  readonly rows = new Map<string, Row>();
  readonly writes: Write[] = [];
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #finality: Finality;
  readonly #isLegacy: boolean;

  constructor(clock: VirtualClock, random: Random, finality: Finality) {
    this.#clock = clock;
    this.#random = random;
    this.#finality = finality;
    this.#isLegacy = random.chance(0.5);
  }

  rowOf(random_id: string): Row | undefined {
    for (const row of this.rows.values()) if (row.random_id === random_id) return row;
    return undefined;
  }

  /** Handles a request; the answer comes once the work is done. */
  receive(request: RequestOnServer, answer: (answer: AnswerOfServer) => void): void {
    const later = (work: () => AnswerOfServer): void => {
      this.#clock.after(this.#random.between(0, LONGEST_WRITE_MS), () => answer(work()), 'server');
    };
    const id = /\/records\/([^/]+)$/.exec(request.url.pathname)?.[1];
    if (request.method === 'GET') return answer(this.#list(request));
    if (request.method === 'POST') {
      const problem = this.#validate(request);
      return problem === undefined ? later(() => this.#insert(request)) : answer(problem);
    }
    const row = id === undefined ? undefined : this.rows.get(id);
    const mayUpdate = row !== undefined && (this.#finality !== 'rule' || row.status === 'installing');
    if (!mayUpdate) return answer(this.#refusal(404, {}));
    later(() => this.#write(request, row));
  }

  #list({ url }: RequestOnServer): AnswerOfServer {
    const wanted = /^\(random_id='([^']*)'\)$/.exec(url.searchParams.get('filter') ?? '')?.[1];
    const fields = (url.searchParams.get('fields') ?? '').split(',');
    const row = wanted === undefined ? undefined : this.rowOf(wanted);
    const item = (found: Row): object => Object.fromEntries(fields.map((field) => [field, found[field]]));
    return {
      status: 200,
      json: { items: row === undefined ? [] : [item(row)], page: 1, perPage: 1, totalItems: -1, totalPages: -1 },
    };
  }

  #validate({ body }: RequestOnServer): AnswerOfServer | undefined {
    const missing = ['random_id', 'type', 'ct_type', 'nsapp', 'status'].filter((field) => !body[field]);
    if (missing.length > 0)
      return this.#refusal(400, Object.fromEntries(missing.map((f) => [f, 'validation_required'])));
    return this.#isTaken(body) ? this.#refusal(400, { random_id: 'validation_not_unique' }) : undefined;
  }

  #insert(request: RequestOnServer): AnswerOfServer {
    if (this.#isTaken(request.body)) return this.#refusal(400, { random_id: 'validation_not_unique' });
    const id = Array.from({ length: 15 }, () => this.#random.between(0, 35).toString(36)).join('');
    const after = { error: '', exit_code: 0, ...request.body, id } as unknown as Row;
    this.#store(request, undefined, after);
    return { status: 200, json: after };
  }

  /** Writes every column as it was read, but for what the request changes. */
  #write(request: RequestOnServer, asRead: Row): AnswerOfServer {
    const after: Row = { ...asRead, ...request.body, id: asRead.id };
    const before = this.rows.get(asRead.id) as Row;
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
