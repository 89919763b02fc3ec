import type { Deadline } from '../deadline.js';
import { toTelemetryError, type WriteFate, withFate } from '../errors.js';
import { Cancellation } from './cancellation.js';
import { WriteFates } from './write-fate.js';

/** Limits of a delivery's work. */
export interface DeliveryScope {
  /** Aborts when the last caller has left. */
  readonly cancellation: Cancellation;
  /** Time left for the caller that waits longest, in milliseconds. */
  readonly remainingMs: number;
  readonly fates: WriteFates;
}

/**
 * The deliveries of one report, one after the other; an aborted one may still be ending. Concurrent callers share the
 * running one. A caller whose deadline passes or whose signal aborts leaves alone; when the last one leaves, the work
 * is aborted.
 */
export class SharedDelivery<T> {
  /** The fate of all their writes: even a failed delivery may have stored its report. */
  readonly #fates: WriteFates;
  readonly #onIdle: () => void;
  #underWay: Round<T> | undefined;

  /**
   * @param fate - The fate of earlier writes.
   * @param onIdle - Called when a delivery has ended and no other is running.
   */
  constructor(fate: WriteFate, onIdle: () => void) {
    this.#fates = new WriteFates(fate);
    this.#onIdle = onIdle;
  }

  /** Whether a delivery is running, even if its last caller has left. */
  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /** The fate of the writes; `unknown` while a delivery is running. */
  get fate(): WriteFate {
    return this.#underWay?.isAbandoned === false ? 'unknown' : this.#fates.fate;
  }

  /** Resolves when no delivery is running, whatever its result. */
  async whenIdle(): Promise<void> {
    await this.#underWay?.over;
  }

  /**
   * Joins the caller to the running delivery, or starts one with this work.
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

/** One delivery and its callers; the limits of its work. */
class Round<T> implements DeliveryScope {
  readonly cancellation = new Cancellation();
  readonly fates: WriteFates;
  readonly #work: (scope: DeliveryScope) => Promise<T>;
  readonly #ended: () => void;
  readonly #callers = new Set<Deadline>();
  #result: Promise<T> | undefined;
  #isOver = false;

  constructor(work: (scope: DeliveryScope) => Promise<T>, fates: WriteFates, ended: () => void) {
    this.#work = work;
    this.fates = fates;
    this.#ended = ended;
  }

  /** Whether every caller left before there was a result. */
  get isAbandoned(): boolean {
    return this.cancellation.aborted;
  }

  get over(): Promise<unknown> | undefined {
    return this.#result?.catch(() => undefined);
  }

  get remainingMs(): number {
    let longest = 0;
    for (const { remainingMs } of this.#callers) longest = Math.max(longest, remainingMs);
    return longest;
  }

  join(caller: Deadline): Promise<T> {
    this.#callers.add(caller);
    this.#result ??= this.#begin();
    return caller.wait(this.#result).then(
      (result) => {
        this.#leave(caller);
        return result;
      },
      (thrown) => {
        const error = toTelemetryError(thrown);
        // While others wait the writes go on, so their fate is unknown to the caller that leaves.
        const goesOn = caller.endedBy !== undefined && this.#callers.size > 1;
        const told = withFate(error, goesOn ? 'unknown' : this.fates.fate);
        this.#leave(caller);
        throw told;
      },
    );
  }

  #leave(caller: Deadline): void {
    this.#callers.delete(caller);
    if (this.#callers.size === 0 && !this.#isOver) this.cancellation.abort(caller.endedBy);
  }

  #begin(): Promise<T> {
    const result = this.#work(this);
    const end = (): void => {
      this.#isOver = true;
      this.#ended();
    };
    // Callers receive a failure; without callers there is no one to receive it.
    result.then(end, end);
    return result;
  }
}
