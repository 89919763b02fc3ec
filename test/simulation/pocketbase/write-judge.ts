import type { SentRequest } from '../network.js';
import { isFirstEnd } from './first-end.js';
import type { PocketBaseBench } from './judges.js';
import { isSameEnd, STRANGER, type Write } from './server.js';

/** Judges what was stored. */
export class WriteJudge {
  /** Installations whose end somebody took back who wrote another field: PocketBase writes whole rows. */
  readonly takenBack = new Set<string>();
  readonly #bench: PocketBaseBench;
  readonly #violated: (what: string) => void;
  #seen = 0;

  constructor(bench: PocketBaseBench) {
    this.#bench = bench;
    this.#violated = bench.violated;
  }

  judgeNew(): void {
    const { writes } = this.#bench.server;
    for (; this.#seen < writes.length; this.#seen += 1) this.#judge(writes[this.#seen] as Write);
  }

  #judge({ by, before, after }: Write): void {
    const { hasTrigger, reported, server } = this.#bench;
    const { random_id } = after;
    const isReplaced = before !== undefined && before.status !== 'installing' && !isSameEnd(before, after);
    if (isReplaced && hasTrigger) this.#violated(`a final status of ${random_id} was replaced despite the trigger`);
    if (!('client' in by)) {
      if (isReplaced) this.takenBack.add(random_id);
      return;
    }

    const { client } = by as SentRequest;
    const label = `${by.method} by ${client}`;
    const same = [...server.rows.values()].filter((row) => row.random_id === random_id);
    if (same.length > 1) this.#violated(`${same.length} records of ${random_id}`);
    if (random_id === STRANGER) this.#violated(`${label} changed a record of somebody else`);
    if (before !== undefined && before.random_id !== random_id) this.#violated(`${label} changed a random_id`);
    if (before === undefined && !reported.isGivenRecord(client, random_id, after))
      this.#violated(`${label} stored something else than its create was given`);
    if (by.body['status'] !== 'installing' && !isFirstEnd(reported, client, after))
      this.#violated(`${label} stored an end that is not the one reported first`);
    if (isReplaced && after.status === 'installing')
      this.#violated(`${label} moved a record that had ended back to installing`);
    if (isReplaced && reported.isOnePromise) this.#violated(`${label} replaced a final status`);
  }
}
