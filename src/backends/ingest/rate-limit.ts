import { throwIfAborted } from '../../until-aborted.js';
import { TelemetryError } from '../../errors.js';
import type { Call } from '../backend.js';

/** The service's limit: requests per address and minute. */
const LIMIT = 60;
/** A minute, and a second for differences in transit time. */
const WINDOW_MS = 61_000;
/** Time that a request must have left before its deadline. */
const LEAST_FOR_REQUEST_MS = 1_000;

/** A request that waits. */
interface Waiting {
  /** After this time it is too late to send the request. */
  readonly tooLateAt: number;
  readonly go: () => void;
  readonly refuse: (waitMs: number) => void;
}

/**
 * Sends requests in order of arrival, no faster than the service allows. The service resets its limit once a minute at
 * an unknown time, so no window of a minute may contain more requests than the limit.
 */
export class RateLimit {
  /** When the last requests were sent, oldest first. */
  readonly #sentAt: number[] = [];
  /** In order of arrival. */
  readonly #waiting = new Set<Waiting>();
  /** Nothing is sent before this time, because the service answered 429. */
  #closedUntil = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Waits until the request may be sent, and counts it.
   *
   * @throws TelemetryError `unavailable` with the fate `not-sent` as soon as the deadline is certain to pass first; the
   * signal's reason when it aborts.
   */
  async turn({ signal, remainingMs = Number.POSITIVE_INFINITY }: Call): Promise<void> {
    throwIfAborted(signal);
    const tooLateAt = performance.now() + remainingMs - LEAST_FOR_REQUEST_MS;
    const leavesAt = this.#leavesAt(this.#waiting.size);
    const waitMs = leavesAt - performance.now();
    if (waitMs > 0 && leavesAt > tooLateAt) throw heldBack(waitMs);
    if (waitMs > 0 || this.#waiting.size > 0) await this.#wait(signal, tooLateAt);
    else this.#leave();
  }

  /**
   * Holds back all requests for this time, including those that wait. Default: until the service's minute is over.
   *
   * @returns the time, in milliseconds.
   */
  close(forMs: number = WINDOW_MS): number {
    this.#closedUntil = Math.max(this.#closedUntil, performance.now() + forMs);
    let ahead = 0;
    for (const waiting of this.#waiting) {
      const leavesAt = this.#leavesAt(ahead);
      if (leavesAt > waiting.tooLateAt) waiting.refuse(leavesAt - performance.now());
      else ahead += 1;
    }
    return forMs;
  }

  #wait(signal: AbortSignal, tooLateAt: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', giveUp);
        if (this.#waiting.size === 0) clearTimeout(this.#timer);
      };
      const giveUp = (): void => {
        end();
        reject(signal.reason as Error);
      };
      const waiting: Waiting = {
        tooLateAt,
        go: () => {
          end();
          this.#leave();
          resolve();
        },
        refuse: (waitMs) => {
          end();
          reject(heldBack(waitMs));
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(waiting);
      if (this.#waiting.size === 1) this.#letGo();
    });
  }

  /** Releases the requests whose time has come, and sets the timer for the next one. */
  #letGo(): void {
    clearTimeout(this.#timer);
    for (const { go } of this.#waiting) {
      const waitMs = this.#leavesAt(0) - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#letGo(), Math.ceil(waitMs));
        return;
      }
      go();
    }
  }

  #leave(): void {
    this.#sentAt.push(performance.now());
    if (this.#sentAt.length > LIMIT) this.#sentAt.shift();
  }

  /** When a request can be sent that has this many others ahead of it. */
  #leavesAt(ahead: number): number {
    const freed = this.#sentAt[this.#sentAt.length - LIMIT + (ahead % LIMIT)];
    const first = Math.max(performance.now(), this.#closedUntil, freed === undefined ? 0 : freed + WINDOW_MS);
    return first + Math.floor(ahead / LIMIT) * WINDOW_MS;
  }
}

function heldBack(waitMs: number): TelemetryError {
  return new TelemetryError('unavailable', `Not sent: the service accepts ${LIMIT} reports a minute`, {
    fate: 'not-sent',
    retryAfterMs: Math.ceil(waitMs),
  });
}
