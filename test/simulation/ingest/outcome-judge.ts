import type { Call, EndedCall } from '../calls.js';
import type { SentRequest } from '../network.js';
import { isEnding, isFor } from '../request-judge.js';
import { sentEnd } from './expected-payload.js';
import type { IngestBench } from './judges.js';
import type { PayloadJudge } from './payload-judge.js';

type Outcome = EndedCall['outcome'];

/** Judges what a call said by what the service took, and what is sent once the end was accepted. */
export class OutcomeJudge {
  readonly #bench: IngestBench;
  readonly #payloads: PayloadJudge;
  /** When each promiser was told that its end was accepted. */
  readonly #acceptedEnds = new Map<string, number>();
  /** When each client was. */
  readonly #endedAt = new Map<string, number>();

  constructor(bench: IngestBench, payloads: PayloadJudge) {
    this.#bench = bench;
    this.#payloads = payloads;
  }

  /** Nothing is sent of an attempt whose end was accepted, but a create that was under way. */
  judgeSent(request: SentRequest, calls: readonly Call[]): void {
    const { kind, reported, violated } = this.#bench;
    const { client } = request;
    const key = kind.keyIn(request) ?? '';
    if (isEnding(request)) {
      if (this.#acceptedEnds.has(reported.promiser(client, key))) violated(`${client} sends an end that was accepted`);
      return;
    }
    const endedAt = this.#endedAt.get(`${client} ${key}`) ?? Infinity;
    if (!calls.some((call) => isFor(request, call) && call.since.at <= endedAt))
      violated(`${client} begins ${key}, whose end was accepted`);
  }

  judge(call: Call, outcome: Outcome): void {
    const { violated } = this.#bench;
    const { label } = call;
    switch (outcome.outcome) {
      case 'accepted':
        return this.#judgeAccepted(call);
      case 'existing':
        if (!this.#isConfirmed(call)) violated(`${label} says existing, but nothing was accepted before`);
        break;
      case 'skipped':
        return this.#judgeSkipped(call, outcome.reason);
      case 'failed':
        return this.#judgeFailed(call, outcome.error.code);
      case 'created':
      case 'updated':
        violated(`${label} says ${outcome.outcome}, which the service never does`);
    }
    if ('record_id' in outcome) violated(`${label} names a record_id`);
  }

  /** An end that was reported while nothing went wrong is in the service. */
  judgeHealed(call: Call, outcome: Outcome): void {
    if (outcome.outcome === 'skipped' && outcome.reason === 'dropped') return;
    if (this.#endsOf(call) !== 1)
      this.#bench.violated(`${call.label} is over, but ${this.#endsOf(call)} ends are stored`);
  }

  /** What was accepted is stored in the end. */
  judgeStored(call: Call, outcome: Outcome): void {
    const { attempts, service, violated } = this.#bench;
    const isDone = outcome.outcome === 'skipped' && outcome.reason === 'already-updated' && !call.isOneTry;
    if (outcome.outcome !== 'accepted' && outcome.outcome !== 'existing' && !isDone) return;
    const rows =
      call.operation === 'update' ? this.#endsOf(call) : service.rowsOf(attempts.idOf(call.key) ?? '').length;
    if (rows === 0) violated(`${call.label} says ${outcome.outcome}, but nothing of it is stored`);
  }

  #judgeAccepted(call: Call): void {
    const { clock, reported, requests, violated } = this.#bench;
    const { client, key, label, end } = call;
    const own = requests.sent
      .slice(call.since.sentBefore)
      .filter((request) => request.client === client && isFor(request, call) && requests.isOf(request, key));
    if (!own.some((request) => this.#isAnswered(request))) violated(`${label} says accepted, but no report of it was`);
    if (end === undefined) return;
    const first = reported.firstEnd(client, key);
    if (first === undefined || JSON.stringify(sentEnd(first)) !== JSON.stringify(sentEnd(end)))
      violated(`${label} says accepted, but another end was reported first`);
    const promiser = reported.promiser(client, key);
    this.#acceptedEnds.set(promiser, this.#acceptedEnds.get(promiser) ?? clock.now);
    this.#endedAt.set(`${client} ${key}`, this.#endedAt.get(`${client} ${key}`) ?? clock.now);
  }

  #judgeSkipped(call: Call, reason: string): void {
    const { reported, requests, violated } = this.#bench;
    const { client, key, label, hook, operation } = call;
    if (reason === 'dropped') {
      const isDropped = hook === 'drops create' || (operation === 'update' && hook.startsWith('drops '));
      if (!isDropped) violated(`${label} says dropped, but its hook drops nothing`);
      return;
    }
    if (reason !== 'already-updated' || operation !== 'update')
      return violated(`${label} says ${reason}, which the service never does`);
    // After one try whatever came of it, nothing is known of the end.
    if (call.isOneTry) return;
    const promiser = reported.promiser(client, key);
    const isAccepted = requests.sent.some(
      (request) =>
        isEnding(request) &&
        requests.isOf(request, key) &&
        reported.promiser(request.client, key) === promiser &&
        this.#isAnswered(request),
    );
    if (!isAccepted) violated(`${label} says already-updated, but no end was accepted`);
  }

  #judgeFailed(call: Call, code: string): void {
    const { violated } = this.#bench;
    const mayWantMore =
      call.operation === 'update' && call.known?.['nsapp'] === undefined && !this.#payloads.isKnown(call);
    if (code === 'invalid-record' && !mayWantMore) violated(`${call.label} is refused for want of what is known`);
    if (code === 'internal' || code === 'invalid-options') violated(`${call.label} fails as ${code}`);
  }

  /** Whether this client knows that the service has this attempt. */
  #isConfirmed({ client, key }: Call): boolean {
    const { requests } = this.#bench;
    return requests.sent.some(
      (request) => request.client === client && requests.isOf(request, key) && this.#isAnswered(request),
    );
  }

  /** Whether the service took it and its sender was told. */
  #isAnswered(request: SentRequest): boolean {
    return request.answered?.status === 202 && this.#bench.service.hasTaken(request);
  }

  #endsOf({ key }: Call): number {
    const { attempts, service } = this.#bench;
    return service.endsOf(attempts.idOf(key) ?? '').length;
  }
}
