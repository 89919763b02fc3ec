import type { CreateOutcome, UpdateOutcome } from '../../src/index.js';
import type { SentRequest } from './network.js';
import { type Finality, isSameEnd, type Row, type SimulatedServer, type Write } from './server.js';
import type { VirtualClock } from './virtual-clock.js';

/** How wide the promise of one end is in this world. */
export type Width = 'one client' | 'shared guards' | 'several clients';

/** A reporting call under way. */
export interface OpenCall {
  readonly operation: 'create' | 'update';
  readonly process: string;
  readonly client: string;
  readonly random_id: string;
  readonly isOneTry: boolean;
  readonly deadlineMs: number;
  /** What it reports, as it was given. */
  readonly end: { readonly status: string; readonly exit_code: number } | undefined;
  readonly label: string;
  readonly beganAt: number;
  /** How many requests had left before. */
  readonly sentBefore: number;
  /** Its signal had fired before it began, so that it reports nothing. */
  readonly isDeadOnArrival: boolean;
}

export interface EndedCall {
  readonly call: OpenCall;
  readonly outcome: CreateOutcome | UpdateOutcome;
  /** How many requests had left when it ended. */
  readonly sentBefore: number;
}

const STORED_STATUS: Readonly<Record<string, string>> = { done: 'sucess', failed: 'failed' };

/** What must hold after every step and at the end, whatever happened. */
export class Invariants {
  readonly violations: string[] = [];
  readonly #clock: VirtualClock;
  readonly #server: SimulatedServer;
  readonly #width: Width;
  readonly #finality: Finality;
  readonly #note: (text: string) => void;
  readonly #open = new Set<OpenCall>();
  readonly #ended: EndedCall[] = [];
  readonly #sent: SentRequest[] = [];
  /** The end reported first, by who promises to keep it and what it is of. */
  readonly #firstEnds = new Map<string, { status: string; exit_code: number }>();
  readonly #alive = new Set<string>();
  #calls = 0;
  #writesSeen = 0;

  constructor(
    clock: VirtualClock,
    server: SimulatedServer,
    width: Width,
    finality: Finality,
    note: (text: string) => void,
  ) {
    this.#clock = clock;
    this.#server = server;
    this.#width = width;
    this.#finality = finality;
    this.#note = note;
  }

  violated(what: string): void {
    this.#note(`VIOLATED: ${what}`);
    this.violations.push(`at ${this.#clock.now} ms: ${what}`);
  }

  /** Notes a call, and whether the end it reports is the first. */
  began(given: Omit<OpenCall, 'label' | 'beganAt' | 'sentBefore'>): OpenCall {
    const what = given.end === undefined ? '' : ` ${given.end.status} ${given.end.exit_code}`;
    const label = `call ${(this.#calls += 1)}, ${given.operation}${what} of ${given.random_id} by ${given.client}`;
    const call: OpenCall = { ...given, label, beganAt: this.#clock.now, sentBefore: this.#sent.length };
    this.#note(`${label} begins, deadline ${given.deadlineMs} ms`);
    this.#open.add(call);
    this.#alive.add(given.process);
    const promiser = this.#promiser(call.client, call.random_id);
    if (call.end !== undefined && !call.isDeadOnArrival && !this.#firstEnds.has(promiser)) {
      this.#firstEnds.set(promiser, stored(call.end));
    }
    return call;
  }

  killed(process: string): void {
    this.#alive.delete(process);
    for (const call of this.#open) if (call.process === process) this.#open.delete(call);
  }

  /** Judges a request as it leaves. */
  sent(request: SentRequest): void {
    const isEndOfOne = (other: SentRequest): boolean =>
      isEnding(other) &&
      this.#promiser(other.client, '') === this.#promiser(request.client, '') &&
      isOfOne(other, request);
    if (isEnding(request) && this.#sent.some((other) => other.isAwaited && isEndOfOne(other))) {
      this.violated(`${request.client} sends an end while another is on its way`);
    }
    this.#sent.push(request);
    const { protocol, host } = request.url;
    if (`${protocol}//${host}` !== 'https://pb.example') this.violated(`a request went to ${protocol}//${host}`);
    if (![...this.#open].some(({ client }) => client === request.client)) {
      this.violated(`${request.client} sends a ${request.method} though no call of it is open`);
    }
  }

  /** Judges what became of a call. */
  ended(call: OpenCall, outcome: EndedCall['outcome']): void {
    this.#note(`${call.label} ends: ${told(outcome)}`);
    this.#open.delete(call);
    this.#ended.push({ call, outcome, sentBefore: this.#sent.length });
    if (outcome.random_id !== call.random_id) this.violated(`${call.label} tells of ${outcome.random_id}`);
    if (this.#clock.now > call.beganAt + call.deadlineMs) this.violated(`${call.label} outlived its deadline`);

    const row = this.#server.rowOf(call.random_id);
    if (outcome.outcome === 'created' || outcome.outcome === 'existing') {
      if (row === undefined) this.violated(`${call.label} says ${outcome.outcome}, but there is no record`);
      this.#judgeRecordId(call, outcome.record_id, row);
    }
    if (outcome.outcome === 'updated') this.#judgeUpdated(call, outcome, row);
    if (outcome.outcome === 'skipped') this.#judgeSkipped(call, outcome.reason, row);
  }

  /** What must hold after every step. */
  check(): void {
    for (; this.#writesSeen < this.#server.writes.length; this.#writesSeen += 1) {
      this.#judgeWrite(this.#server.writes[this.#writesSeen] as Write);
    }
    for (const process of this.#alive) {
      if ([...this.#open].some((call) => call.process === process)) continue;
      this.#alive.delete(process);
      const timers = this.#clock.timersOf(process);
      if (timers > 0) this.violated(`${timers} timers are left in ${process} with no call open`);
    }
  }

  /** What must hold once nothing can happen any more. */
  checkTheEnd(): void {
    for (const { label } of this.#open) this.violated(`${label} never ended`);
    for (const ended of this.#ended) this.#judgeFate(ended);
  }

  /** The end a client has pinned for an installation, as the server would store it. */
  #pinned({
    client,
    random_id,
  }: Pick<OpenCall, 'client' | 'random_id'>): { status: string; exit_code: number } | undefined {
    return this.#firstEnds.get(this.#promiser(client, random_id));
  }

  #promiser(client: string, random_id: string): string {
    return `${this.#width === 'shared guards' ? 'all' : client} ${random_id}`;
  }

  #judgeUpdated(call: OpenCall, outcome: { record_id?: string }, row: Row | undefined): void {
    const pinned = this.#pinned(call);
    const ever = this.#server.writes.some(({ after }) => after.random_id === call.random_id && isEnd(after, pinned));
    if (!ever) this.violated(`${call.label} says updated, but its end was never stored`);
    this.#judgeRecordId(call, outcome.record_id, row);
    const isLasting = this.#width !== 'several clients' || this.#finality === 'trigger';
    if (isLasting && !isEnd(row, pinned)) this.violated(`${call.label} says updated, but another end is stored`);
  }

  #judgeSkipped(call: OpenCall, reason: string, row: Row | undefined): void {
    // After one try whatever came of it, nothing is known of the record.
    if (call.isOneTry) return;
    if (reason === 'already-updated' && (row === undefined || row.status === 'installing')) {
      this.violated(`${call.label} says already-updated, but the record has not ended`);
    }
    if (reason === 'not-found' && this.#width === 'one client' && this.#hasTriedToCreate(call)) {
      this.violated(`${call.label} says not-found, but its own create was not made good`);
    }
    if (reason === 'not-found') {
      const created = this.#server.writes.find(
        ({ before, after }) => before === undefined && after.random_id === call.random_id,
      );
      const wasThere = created !== undefined && created.at < this.#notFoundSince(call);
      if (wasThere) this.violated(`${call.label} says not-found, but the record was there all the time`);
    }
  }

  /** Whether this client holds the record because a create of its own failed, and no guard was closed before. */
  #hasTriedToCreate({ client, random_id, sentBefore }: OpenCall): boolean {
    const firstNotFound = this.#ended.find(
      ({ call, outcome }) => call.client === client && call.random_id === random_id && isNotFound(outcome),
    );
    return this.#sent
      .slice(0, Math.min(sentBefore, firstNotFound?.call.sentBefore ?? sentBefore))
      .some(({ client: by, method, body }) => by === client && method === 'POST' && body['random_id'] === random_id);
  }

  /** When whoever closed the guard as not-found may have looked first. */
  #notFoundSince(call: OpenCall): number {
    const own = this.#ended.find(
      ({ call: other, outcome }) =>
        this.#promiser(other.client, other.random_id) === this.#promiser(call.client, call.random_id) &&
        isNotFound(outcome),
    );
    const shared = [...this.#open].filter(
      ({ client, random_id }) => client === call.client && random_id === call.random_id,
    );
    return Math.min(call.beganAt, own?.call.beganAt ?? call.beganAt, ...shared.map(({ beganAt }) => beganAt));
  }

  #judgeRecordId(call: OpenCall, record_id: string | undefined, row: Row | undefined): void {
    if (record_id !== undefined && record_id !== row?.id)
      this.violated(`${call.label} names ${record_id}, not its record`);
  }

  #judgeWrite({ by, before, after }: Write): void {
    if (!('client' in by)) return;
    const { client } = by as SentRequest;
    const label = `${by.method} by ${client}`;
    const same = [...this.#server.rows.values()].filter(({ random_id }) => random_id === after.random_id);
    if (same.length > 1) this.violated(`${same.length} records of ${after.random_id}`);
    if (after.random_id === 'somebody-else') this.violated(`${label} changed a record of somebody else`);
    if (before !== undefined && before.random_id !== after.random_id) this.violated(`${label} changed a random_id`);
    if (before !== undefined && before.status !== 'installing' && after.status === 'installing') {
      this.violated(`${label} moved a record that had ended back to installing`);
    }
    if (after.status !== 'installing' && by.body['status'] !== 'installing') {
      const pinned = this.#pinned({ client, random_id: after.random_id });
      if (!isEnd(after, pinned)) this.violated(`${label} stored an end that is not the one reported first`);
    }
    const isKept = this.#width !== 'several clients' || this.#finality === 'trigger';
    if (isKept && before !== undefined && before.status !== 'installing' && !isSameEnd(before, after)) {
      this.violated(`${label} replaced a final status`);
    }
  }

  /** What a failed call said of its writes, against what became of them. */
  #judgeFate({ call, outcome, sentBefore }: EndedCall): void {
    if (outcome.outcome !== 'failed') return;
    const { fate } = outcome.error;
    const own = this.#sent
      .slice(call.sentBefore, sentBefore)
      .filter((request) => request.client === call.client && request.method !== 'GET' && this.#isOf(request, call));
    const took = (request: SentRequest): boolean => this.#server.writes.some(({ by }) => by === request);
    if (fate === 'not-sent' && own.some(took)) this.violated(`${call.label} says not-sent, but its write took effect`);
    if (fate === 'refused' && own.some(took)) this.violated(`${call.label} says refused, but its write took effect`);
  }

  #isOf({ method, body, url }: SentRequest, call: OpenCall): boolean {
    if (method === 'POST') {
      const isOfOperation = (body['status'] === 'installing') === (call.operation === 'create');
      return isOfOperation && body['random_id'] === call.random_id;
    }
    const id = url.pathname.split('/').at(-1);
    return call.operation === 'update' && this.#server.rowOf(call.random_id)?.id === id;
  }
}

function isNotFound(outcome: EndedCall['outcome']): boolean {
  return outcome.outcome === 'skipped' && outcome.reason === 'not-found';
}

/** Whether a request stores an end. */
function isEnding({ method, body }: SentRequest): boolean {
  return method !== 'GET' && body['status'] !== 'installing';
}

/** Whether two requests are of one record. A late create has no id yet, and a PATCH nothing but one. */
function isOfOne(one: SentRequest, other: SentRequest): boolean {
  return (
    one.method === other.method &&
    one.url.pathname === other.url.pathname &&
    one.body['random_id'] === other.body['random_id']
  );
}

/** An end as PocketBase's collection spells it. */
function stored({ status, exit_code }: { status: string; exit_code: number }): { status: string; exit_code: number } {
  return { status: STORED_STATUS[status] ?? 'unknown', exit_code: status === 'done' ? 0 : exit_code };
}

function isEnd(row: Row | undefined, end: { status: string; exit_code: number } | undefined): boolean {
  return row !== undefined && row.status === end?.status && row.exit_code === end.exit_code;
}

function told(outcome: EndedCall['outcome']): string {
  if (outcome.outcome === 'skipped') return `skipped, ${outcome.reason}`;
  if (outcome.outcome === 'failed') return `failed, ${outcome.error.code}, ${outcome.error.fate}`;
  return outcome.outcome;
}
