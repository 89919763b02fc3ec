import type { Call } from '../calls.js';
import type { SentRequest } from '../network.js';
import type { GivenRecord } from '../reported.js';
import { isEnding } from '../request-judge.js';
import { endIn, isComplete, recordIn, sentEnd, sentRecord } from './expected-payload.js';
import type { IngestBench } from './judges.js';

/** What one backend was given of one attempt. */
interface Account {
  /** What creates were given, those too that did not begin, which the end may make good. */
  readonly records: GivenRecord[];
  /** What updates said of the record. */
  readonly known: GivenRecord[];
  /** How often a create began, left or ended, after which the backend may know another record. */
  creates: number;
  /** When the first create of it left. */
  leftAt: number;
  /** Who sent the last end, which may have been a late create. */
  lastSender?: string;
}

/** Judges what requests say: who, which attempt, the end reported first, and all that is known of the record. */
export class PayloadJudge {
  readonly #bench: IngestBench;
  readonly #accounts = new Map<string, Account>();
  readonly #installations = new Map<string, string>();
  /** When each client was told the record of an attempt. */
  readonly #createdAt = new Map<string, number>();
  /** How its backend's account stood as a call began. */
  readonly #createsBefore = new Map<Call, number>();
  /** The last end of each client that left, and how the account stood before its calls: a report may wait. */
  readonly #last = new Map<string, { readonly text: string; readonly creates: number }>();
  /** The end of each promise as it first left. */
  readonly #firstSent = new Map<string, string>();

  constructor(bench: IngestBench) {
    this.#bench = bench;
  }

  began(call: Call): void {
    const { client, key, random_id, operation, record, known, hook, isOneTry, isDeadOnArrival } = call;
    this.#installations.set(key, random_id);
    this.#createsBefore.set(call, this.#accountOf(client, key).creates);
    const account = this.#accountOf(client, key);
    if (record !== undefined) account.records.push(record);
    if (isDeadOnArrival) return;
    if (known !== undefined) account.known.push(known);
    if (operation !== 'create') return;
    account.creates += 1;
    // After one try nothing is held for the end.
    const createdAt = this.#createdAt.get(`${client} ${key}`) ?? call.beganAt;
    if (hook !== 'drops create' && !isOneTry) this.#createdAt.set(`${client} ${key}`, createdAt);
  }

  ended({ client, key, operation }: Call): void {
    if (operation === 'create') this.#accountOf(client, key).creates += 1;
  }

  /** Whether a create had told this client, or its backend, what is installed before the call began, or one it joined. */
  isKnown({ client, key, since }: Call): boolean {
    const createdAt = this.#createdAt.get(`${client} ${key}`) ?? Infinity;
    return Math.min(createdAt, this.#accountOf(client, key).leftAt) < since.at;
  }

  /** @param calls - The calls under way that it may be of. */
  judge(request: SentRequest, calls: readonly Call[]): void {
    const { kind, url, violated } = this.#bench;
    const { body, client, method } = request;
    const key = kind.keyIn(request) ?? '';
    if (method !== 'POST') violated(`${client} sends a ${method}`);
    if (request.hops === 0 && request.url.href !== url) violated(`${client} posts to ${request.url.href}`);
    if (!isComplete(body)) violated(`${client} sends another payload: ${JSON.stringify(body)}`);
    if (this.#installations.get(key) !== body['random_id'])
      violated(`${client} reports ${key} as of ${String(body['random_id'])}`);
    if (isEnding(request)) this.#judgeEnd(request, key, calls);
    else this.#judgeBeginning(request, key);
  }

  #judgeBeginning(request: SentRequest, key: string): void {
    const { body, client } = request;
    const { reported, violated } = this.#bench;
    const account = this.#accountOf(client, key);
    account.creates += 1;
    account.leftAt = Math.min(account.leftAt, request.at);
    const isGiven = reported.recordsOf(client, key).some((record) => sentRecord(record) === recordIn(body));
    if (!isGiven) violated(`${client} begins ${key} with something else than its create was given`);
    if (body['status'] !== 'installing' || body['exit_code'] !== 0 || body['error'] !== '')
      violated(`${client} begins ${key} with an end`);
  }

  #judgeEnd({ body, text, client, hops }: SentRequest, key: string, calls: readonly Call[]): void {
    const { reported, violated } = this.#bench;
    const first = reported.firstEnd(client, key);
    if (first === undefined || JSON.stringify(endIn(body)) !== JSON.stringify(sentEnd(first)))
      violated(`${client} sends an end of ${key} that is not the one reported first`);

    const promiser = reported.promiser(client, key);
    const { status, exit_code, error, error_category } = body;
    const end = JSON.stringify([status, exit_code, error, error_category]);
    if ((this.#firstSent.get(promiser) ?? end) !== end)
      violated(`${client} repeats the end of ${key} with other values`);
    this.#firstSent.set(promiser, end);

    // A redirect is followed with what was said before it.
    if (hops > 0) return;
    const account = this.#accountOf(client, key);
    if (!this.#isKnownRecord(recordIn(body), account))
      violated(`${client} sends an end of ${key} without all that is known of its record`);
    const last = this.#last.get(`${client} ${key}`);
    const mayKnowMore = last?.creates !== account.creates || account.lastSender !== client;
    if (last !== undefined && !mayKnowMore && last.text !== text)
      violated(`${client} repeats its report of ${key} with another record`);
    const creates = Math.min(...calls.map((call) => this.#createsBefore.get(call) ?? 0));
    this.#last.set(`${client} ${key}`, { text, creates });
    account.lastSender = client;
  }

  /** Whether that is one create's record, whole, with what one update said of it, and before it perhaps another. */
  #isKnownRecord(record: string, { records, known, leftAt }: Account): boolean {
    const created = leftAt < Infinity ? records : [{}, ...records];
    const said = [{}, ...known];
    return said.some((last) => created.some((one) => said.some((before) => sentRecord(one, before, last) === record)));
  }

  #accountOf(client: string, key: string): Account {
    const name = `${this.#bench.backendOf(client)} ${key}`;
    const account = this.#accounts.get(name) ?? { records: [], known: [], creates: 0, leftAt: Infinity };
    this.#accounts.set(name, account);
    return account;
  }
}
