import type { Call, EndedCall } from '../calls.js';
import type { SentRequest } from '../network.js';
import { isEnding } from '../request-judge.js';
import { isFirstEnd } from './first-end.js';
import type { PocketBaseBench } from './judges.js';
import type { Row } from './server.js';
import type { WriteJudge } from './write-judge.js';

type Outcome = EndedCall['outcome'];

/** Judges what a call said by what is stored. */
export class OutcomeJudge {
  readonly #bench: PocketBaseBench;
  readonly #writes: WriteJudge;
  readonly #violated: (what: string) => void;

  constructor(bench: PocketBaseBench, writes: WriteJudge) {
    this.#bench = bench;
    this.#writes = writes;
    this.#violated = bench.violated;
  }

  /** @param ended - The calls before. */
  judge(call: Call, outcome: Outcome, ended: readonly EndedCall[]): void {
    const { server } = this.#bench;
    if ('record_id' in outcome && server.owners.get(outcome.record_id ?? '') !== call.random_id)
      this.#violated(`${call.label} names ${outcome.record_id}, not its record`);
    if (outcome.outcome === 'created' || outcome.outcome === 'existing') {
      const wasStored = server.writes.some(({ after }) => after.random_id === call.random_id);
      if (!wasStored) this.#violated(`${call.label} says ${outcome.outcome}, but there never was a record`);
    }
    if (outcome.outcome === 'updated') this.#judgeUpdated(call);
    if (outcome.outcome === 'skipped') this.#judgeSkipped(call, outcome.reason, ended);
  }

  /** An end that was reported while nothing went wrong is stored, unless there is nothing to store it in. */
  judgeHealed(call: Call, outcome: Outcome): void {
    const row = this.#bench.server.rowOf(call.random_id);
    const isDropped = outcome.outcome === 'skipped' && outcome.reason === 'dropped';
    if (isDropped || this.#isMeddledWith(call)) return;
    const mayBeMissing = !this.#hasTriedToCreate(call, call.sentBefore);
    const hasEnded = row !== undefined && row.status !== 'installing';
    const isNotFound = outcome.outcome === 'skipped' && outcome.reason === 'not-found';
    if (!hasEnded && !(isNotFound && mayBeMissing))
      this.#violated(`${call.label} is over, but the record ${row === undefined ? 'is missing' : `is ${row.status}`}`);
  }

  #judgeUpdated(call: Call): void {
    const { server, reported, hasTrigger } = this.#bench;
    const { client, random_id, label } = call;
    const ever = server.writes.some(
      ({ after }) => after.random_id === random_id && isFirstEnd(reported, client, after),
    );
    if (!ever) this.#violated(`${label} says updated, but its end was never stored`);
    if (!reported.isOnePromise && !hasTrigger) return;
    const row = server.rowOf(random_id);
    if (!this.#isMeddledWith(call) && !isFirstEnd(reported, client, row))
      this.#violated(`${label} says updated, but another end is stored`);
  }

  #judgeSkipped(call: Call, reason: string, ended: readonly EndedCall[]): void {
    const { client, random_id, label } = call;
    const row: Row | undefined = this.#bench.server.rowOf(random_id);
    const wasStored = this.#bench.server.writes.some(
      ({ by, after }) =>
        after.random_id === random_id && 'client' in by && isEnding(by as SentRequest) && by.client === client,
    );
    const isRemoved = this.#bench.server.removed.has(random_id);
    if (reason === 'dropped' && call.operation === 'update' && wasStored && !isRemoved)
      this.#violated(`${label} says dropped, but its end is stored`);
    // After one try whatever came of it, nothing is known of the record.
    if (call.isOneTry || this.#isMeddledWith(call)) return;
    if (reason === 'already-updated' && (row === undefined || row.status === 'installing'))
      this.#violated(`${label} says already-updated, but the record has not ended`);
    if (reason !== 'not-found') return;
    if (this.#hasTriedToCreate(call, call.since.sentBefore))
      this.#violated(`${label} says not-found, but its own create was not made good`);
    const created = this.#bench.server.writes.find(
      ({ before, after }) => before === undefined && after.random_id === random_id,
    );
    if (created !== undefined && created.at < this.#notFoundSince(call, ended))
      this.#violated(`${label} says not-found, but the record was there all the time`);
  }

  /** Whether somebody removed the record, or took its end back. */
  #isMeddledWith({ random_id }: Call): boolean {
    return this.#bench.server.removed.has(random_id) || this.#writes.takenBack.has(random_id);
  }

  /** Whether this client has the record, or holds it because a create of its own failed. */
  #hasTriedToCreate({ client, random_id }: Call, sentBefore: number): boolean {
    const { requests } = this.#bench;
    return requests.sent
      .slice(0, sentBefore)
      .some((request) => request.client === client && request.method === 'POST' && requests.isOf(request, random_id));
  }

  /** When whoever closed the guard as not-found may have looked first. */
  #notFoundSince(call: Call, ended: readonly EndedCall[]): number {
    const { reported } = this.#bench;
    const promiser = reported.promiser(call.client, call.random_id);
    const first = ended.find(
      ({ call: other, outcome }) =>
        reported.promiser(other.client, other.random_id) === promiser &&
        outcome.outcome === 'skipped' &&
        outcome.reason === 'not-found',
    );
    return Math.min(call.since.at, first?.call.since.at ?? Infinity);
  }
}
