import type { EndedCall } from './calls.js';
import type { Scene } from './invariants.js';
import { isFor, type RequestJudge } from './request-judge.js';

/** Judges what a failed call said of its writes by what became of them, in the end. */
export class FateJudge {
  readonly #scene: Scene;
  readonly #requests: RequestJudge;
  readonly #violated: (what: string) => void;

  constructor(scene: Scene, requests: RequestJudge, violated: (what: string) => void) {
    this.#scene = scene;
    this.#requests = requests;
    this.#violated = violated;
  }

  /** @param all - Every call that ended. */
  judge({ call, outcome, sentBefore, left }: EndedCall, all: readonly EndedCall[]): void {
    if (outcome.outcome !== 'failed' || outcome.error.fate === 'unknown') return;
    const { fate } = outcome.error;
    // All that this client sent to report the same, before this call too, and after it where others went on.
    const ends = left.map((other) => all.find((ended) => ended.call === other)?.sentBefore ?? Infinity);
    const own = this.#requests.sent
      .slice(0, Math.max(sentBefore, ...ends))
      .filter((request) => request.method !== 'GET' && request.client === call.client && isFor(request, call))
      .filter((request) => this.#requests.isOf(request, call.random_id));
    if (fate === 'not-sent' && own.some(({ hasLeft }) => hasLeft))
      this.#violated(`${call.label} says not-sent, but a write has left`);
    // What was stored and removed before it was looked up counts as refused.
    if (this.#scene.server.removed.has(call.random_id)) return;
    if (own.some((request) => this.#scene.server.writes.some(({ by }) => by === request)))
      this.#violated(`${call.label} says ${fate}, but its write took effect`);
  }
}
