import { throwIfAborted } from '../../until-aborted.js';
import { TelemetryError } from '../../errors.js';
import type { Call } from '../backend.js';

/** Requests the service takes from one address in a minute, all of them at once if need be. */
const LIMIT = 60;
/** One minute, and a second for what is faster on its way than the one before. */
const WINDOW_MS = 61_000;
/** What is left of the deadline for the request itself, at least. */
const LEAST_FOR_REQUEST_MS = 1_000;

/** Somebody who waits, and how it ends. */
interface Waiting {
  /** When it is too late for the request to leave. */
  readonly tooLateAt: number;
  readonly go: () => void;
  readonly refuse: (waitMs: number) => void;
}

/**
 * Lets as many requests leave as the service takes, those first that came first. The service fills
 * its bucket once a minute, at a time nobody here knows, so that no window of a minute may have more.
 *
 * @see the ingest contract, "Rate limit"
 */
export class RateLimit {
  /** When the last requests left, oldest first. */
  readonly #sentAt: number[] = [];
  /** In order of arrival. */
  readonly #waiting = new Set<Waiting>();
  /** Before this nothing leaves: the service has said that it takes no more. */
  #closedUntil = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Waits until the request may leave, and counts it.
   *
   * @throws TelemetryError `unavailable`, not sent, as soon as it is plain that this comes too late;
   * the signal's reason once that fires.
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
   * Holds everybody back for so long, those too who wait already; by default until the service's minute is over.
   *
   * @returns for how long.
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

  /** Lets everybody go whose time has come, and comes back for the next. */
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

  /** When a request may leave that has so many before it, if all of them leave as soon as they may. */
  #leavesAt(ahead: number): number {
    const freed = this.#sentAt[this.#sentAt.length - LIMIT + (ahead % LIMIT)];
    const first = Math.max(performance.now(), this.#closedUntil, freed === undefined ? 0 : freed + WINDOW_MS);
    return first + Math.floor(ahead / LIMIT) * WINDOW_MS;
  }
}

function heldBack(waitMs: number): TelemetryError {
  return new TelemetryError('unavailable', `Not sent: the service takes ${LIMIT} reports a minute`, {
    fate: 'not-sent',
    retryAfterMs: Math.ceil(waitMs),
  });
}
