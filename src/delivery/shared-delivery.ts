import { type Deadline, untilAborted } from '../deadline.js';
import { toTelemetryError, type WriteFate, withFate } from '../errors.js';
import { RecentMap, REMEMBERED_INSTALLATIONS } from '../recent-map.js';
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
 * One delivery that concurrent callers share. A caller whose deadline or signal fires leaves
 * alone; when the last one leaves the work is ended.
 */
export class SharedDelivery<T> {
  readonly #callers = new Set<Deadline>();
  readonly #controller = new AbortController();
  readonly #fates: WriteFates;
  readonly #work: (scope: DeliveryScope) => Promise<T>;
  #result: Promise<T> | undefined;

  /**
   * @param work - Begins with the first caller.
   * @param fates - The account of the deliveries before, which this one goes on with.
   */
  constructor(work: (scope: DeliveryScope) => Promise<T>, fates: WriteFates = new WriteFates()) {
    this.#work = work;
    this.#fates = fates;
  }

  /** Whether every caller has left before there was a result. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Settles once the work is over, however it went. */
  async over(): Promise<void> {
    await this.#result?.catch(() => undefined);
  }

  /**
   * Waits for the result, as long as this caller can.
   *
   * @throws TelemetryError of the work, or of the caller's own deadline, with the fate of the writes.
   */
  async join(caller: Deadline): Promise<T> {
    this.#callers.add(caller);
    const result = (this.#result ??= this.#begin());
    try {
      return await untilAborted(result, caller.signal);
    } catch (thrown) {
      const error = toTelemetryError(thrown);
      // While others wait the writes go on, so that nothing is certain for the one who leaves.
      const goesOn = caller.signal.aborted && this.#callers.size > 1;
      throw withFate(error, goesOn ? 'unknown' : this.#fates.fate);
    } finally {
      this.#callers.delete(caller);
      if (this.#callers.size === 0) this.#controller.abort(caller.signal.reason);
    }
  }

  #begin(): Promise<T> {
    const result = this.#work({
      signal: this.#controller.signal,
      remainingMs: () => [...this.#callers].reduce((longest, caller) => Math.max(longest, caller.remainingMs), 0),
      fates: this.#fates,
    });
    // Whoever joined is told; a result that comes after the last one left concerns nobody.
    result.catch(() => undefined);
    return result;
  }
}

/** The deliveries under way, one per random_id. */
export class Deliveries<T> {
  readonly #underWay = new Map<string, SharedDelivery<T>>();
  /** What is known of the writes of each; a delivery that failed may still have stored what it brought. */
  readonly #fates = new RecentMap<WriteFates>(REMEMBERED_INSTALLATIONS);

  /** The delivery under way for this random_id, if somebody still waits for it. */
  get(random_id: string): SharedDelivery<T> | undefined {
    return this.#underWay.get(random_id);
  }

  /** What is known of this installation's writes; of a delivery that goes on nothing is. */
  fateOf(random_id: string): WriteFate {
    if (this.#underWay.get(random_id)?.isAbandoned === false) return 'unknown';
    return this.#fates.get(random_id)?.fate ?? 'not-sent';
  }

  /** Joins the caller to the delivery under way, or to a new one that does this work. */
  share(random_id: string, work: (scope: DeliveryScope) => Promise<T>, caller: Deadline): Promise<T> {
    const underWay = this.#underWay.get(random_id);
    if (underWay !== undefined && !underWay.isAbandoned) return underWay.join(caller);

    const fates = this.#fates.get(random_id) ?? new WriteFates();
    this.#fates.set(random_id, fates);
    const delivery = new SharedDelivery<T>(async (scope) => {
      try {
        return await work(scope);
      } finally {
        if (this.#underWay.get(random_id) === delivery) this.#underWay.delete(random_id);
      }
    }, fates);
    this.#underWay.set(random_id, delivery);
    return delivery.join(caller);
  }
}
