import { TelemetryError } from '../../errors.js';
import type { Call } from '../backend.js';

/** Requests the service takes from one address in a minute, all of them at once if need be. */
const LIMIT = 60;
/** One minute, and a second for what is faster on its way than the one before. */
const WINDOW_MS = 61_000;

/**
 * Lets as many requests leave as the service takes. It fills its bucket once a minute, at a time
 * nobody here knows, so that no window of a minute may have more.
 *
 * @see the ingest contract, "Rate limit"
 */
export class RateLimit {
  /** When the last requests left, oldest first. */
  readonly #sentAt: number[] = [];
  /** Who waits, in order of arrival. */
  readonly #waiting = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Waits until the request may leave, where at least half of the call's time is left for the
   * request itself.
   *
   * @throws TelemetryError `unavailable`, not sent, where that is too long; the signal's reason once that fires.
   */
  async turn({ signal, remainingMs = Number.POSITIVE_INFINITY }: Call): Promise<void> {
    signal.throwIfAborted();
    const waitMs = this.#waitMs(this.#waiting.size);
    if (waitMs > remainingMs / 2) {
      throw new TelemetryError('unavailable', `Not sent: the service takes ${LIMIT} reports a minute`, {
        fate: 'not-sent',
        retryAfterMs: waitMs,
      });
    }
    if (waitMs > 0 || this.#waiting.size > 0) await this.#wait(signal);
    else this.#leave();
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        end();
        this.#leave();
        resolve();
      };
      const giveUp = (): void => {
        end();
        if (this.#waiting.size === 0) clearTimeout(this.#timer);
        reject(signal.reason as Error);
      };
      const end = (): void => {
        this.#waiting.delete(go);
        signal.removeEventListener('abort', giveUp);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(go);
      if (this.#waiting.size === 1) this.#letGo();
    });
  }

  /** Lets everybody go whose time has come, and comes back for the next. */
  #letGo(): void {
    for (const go of this.#waiting) {
      const waitMs = this.#waitMs(0);
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#letGo(), waitMs);
        return;
      }
      go();
    }
  }

  #leave(): void {
    this.#sentAt.push(performance.now());
    if (this.#sentAt.length > LIMIT) this.#sentAt.shift();
  }

  /** How long until a request may leave that has so many before it; of whole windows ahead, the first. */
  #waitMs(ahead: number): number {
    if (ahead >= LIMIT) return WINDOW_MS;
    const free = this.#sentAt[this.#sentAt.length - LIMIT + ahead];
    return free === undefined ? 0 : Math.max(0, Math.ceil(free + WINDOW_MS - performance.now()));
  }
}
