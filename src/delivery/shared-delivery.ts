import type { Deadline } from '../deadline.js';
import { toTelemetryError, type WriteFate, withFate } from '../errors.js';
import { WriteFates } from './write-fate.js';

/** What the work of a delivery goes by. */
export interface DeliveryScope {
  /** Fires when the last caller has left. */
  readonly signal: AbortSignal;
  /** Time left of the caller that waits longest, in milliseconds. */
  readonly remainingMs: () => number;
  readonly fates: WriteFates;
}

/**
 * The deliveries of one report, one after the other; an abandoned one may still be ending. Concurrent callers share the one under way: a caller
 * whose deadline or signal fires leaves alone, and the work is ended when the last one leaves.
 */
export class SharedDelivery<T> {
  /** What is known of the writes of all of them: one that failed may still have stored what it brought. */
  readonly #fates: WriteFates;
  readonly #onIdle: () => void;
  #underWay: Round<T> | undefined;

  /**
   * @param fate - What is known of former writes.
   * @param onIdle - Called when a delivery has ended and no other is under way.
   */
  constructor(fate: WriteFate, onIdle: () => void) {
    this.#fates = new WriteFates(fate);
    this.#onIdle = onIdle;
  }

  /** Whether a delivery is under way, even if its last caller has left. */
  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /** What is known of the writes; of a delivery that goes on nothing is. */
  get fate(): WriteFate {
    return this.#underWay?.isAbandoned === false ? 'unknown' : this.#fates.fate;
  }

  /** Resolves once nothing is under way, however it went. */
  async whenIdle(): Promise<void> {
    await this.#underWay?.over;
  }

  /**
   * Joins the caller to the delivery under way, or to a new one that does this work.
   *
   * @throws TelemetryError of the work, or of the caller's own deadline, with the fate of the writes.
   */
  share(work: (scope: DeliveryScope) => Promise<T>, caller: Deadline): Promise<T> {
    if (this.#underWay === undefined || this.#underWay.isAbandoned) {
      const round: Round<T> = new Round(work, this.#fates, () => {
        if (this.#underWay !== round) return;
        this.#underWay = undefined;
        this.#onIdle();
      });
      this.#underWay = round;
    }
    return this.#underWay.join(caller);
  }
}

/** One delivery, and who waits for it. */
class Round<T> {
  readonly #work: (scope: DeliveryScope) => Promise<T>;
  readonly #fates: WriteFates;
  readonly #ended: () => void;
  readonly #callers = new Set<Deadline>();
  readonly #controller = new AbortController();
  #result: Promise<T> | undefined;
  #isOver = false;

  constructor(work: (scope: DeliveryScope) => Promise<T>, fates: WriteFates, ended: () => void) {
    this.#work = work;
    this.#fates = fates;
    this.#ended = ended;
  }

  /** Whether every caller has left before there was a result. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  get over(): Promise<unknown> | undefined {
    return this.#result?.catch(() => undefined);
  }

  async join(caller: Deadline): Promise<T> {
    this.#callers.add(caller);
    this.#result ??= this.#begin();
    try {
      return await caller.wait(this.#result);
    } catch (thrown) {
      const error = toTelemetryError(thrown);
      // While others wait the writes go on, so that nothing is certain for the one who leaves.
      const goesOn = caller.endedBy !== undefined && this.#callers.size > 1;
      throw withFate(error, goesOn ? 'unknown' : this.#fates.fate);
    } finally {
      this.#callers.delete(caller);
      if (this.#callers.size === 0 && !this.#isOver) this.#controller.abort(caller.endedBy);
    }
  }

  #begin(): Promise<T> {
    const result = this.#work({
      signal: this.#controller.signal,
      remainingMs: () => [...this.#callers].reduce((longest, caller) => Math.max(longest, caller.remainingMs), 0),
      fates: this.#fates,
    });
    const end = (): void => {
      this.#isOver = true;
      this.#ended();
    };
    // The callers learn of a failure; one that comes after the last has left concerns no caller.
    result.then(end, end);
    return result;
  }
}
