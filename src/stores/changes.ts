import { pause } from '../observe/subscription.js';

/** How often it is looked for changes of other processes, in milliseconds. */
const LOOK_MS = 500;

/** Wakes what follows a store when something may have changed. */
export class Changes {
  readonly #othersChanged: () => boolean;
  readonly #waiting: Set<() => void> = new Set();
  #count = 0;

  /** @param othersChanged - Whether another process may have changed something since it was asked last. */
  constructor(othersChanged: () => boolean) {
    this.#othersChanged = othersChanged;
  }

  /** Grows whenever something may have changed. */
  get count(): number {
    return this.#count;
  }

  /** Says that something may have changed. */
  tell(): void {
    this.#count += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Waits until the count is another one, or the signal aborts. */
  async after(count: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake);
    try {
      while (this.#count === count && !signal.aborted) {
        await pause(LOOK_MS, woken.signal);
        if (this.#othersChanged()) this.tell();
      }
    } finally {
      this.#waiting.delete(wake);
      signal.removeEventListener('abort', wake);
    }
  }
}
