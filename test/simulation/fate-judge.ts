import type { EndedCall } from './calls.js';
import type { Bench } from './invariants.js';
import { isFor } from './request-judge.js';

/** Judges what a failed call said of its writes by what became of them, in the end. */
export class FateJudge {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** @param all - Every call that ended. */
  judge({ call, outcome, sentBefore, left }: EndedCall, all: readonly EndedCall[]): void {
    if (outcome.outcome !== 'failed' || outcome.error.fate === 'unknown') return;
    const { requests, kind, violated } = this.#bench;
    const { fate, code } = outcome.error;
    // All that this client sent to report the same, before this call too, and after it where others went on.
    // Nobody goes on with what was refused here: whoever knows more of the record begins anew.
    const others = code === 'invalid-record' ? [] : left;
    const ends = others.map((other) => all.find((ended) => ended.call === other)?.sentBefore ?? Infinity);
    const own = requests.sent
      .slice(0, Math.max(sentBefore, ...ends))
      .filter((request) => request.method !== 'GET' && request.client === call.client && isFor(request, call))
      .filter((request) => requests.isOf(request, call.key));
    if (fate === 'not-sent' && own.some(({ hasLeft }) => hasLeft))
      violated(`${call.label} says not-sent, but a write has left`);
    // What was stored and removed before it was looked up counts as refused.
    if (kind.isRemoved(call.random_id)) return;
    if (own.some((request) => kind.tookEffect(request)))
      violated(`${call.label} says ${fate}, but its write took effect`);
  }
}
