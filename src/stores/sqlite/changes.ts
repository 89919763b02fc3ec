import { pause } from '../../observe/subscription.js';
import type { Reader } from './reader.js';

/** How often the file is looked at for changes of other processes, in milliseconds. */
const LOOK_MS = 500;

/** Wakes subscriptions when something may have changed. */
export class Changes {
  readonly #reader: Reader;
  readonly #waiting: Set<() => void> = new Set();
  #count = 0;
  #seenVersion: unknown;

  constructor(reader: Reader) {
    this.#reader = reader;
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

  /** Waits until the count is another one, or the signal aborts. Looks for what other processes write. */
  async after(count: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake);
    try {
      while (this.#count === count && !signal.aborted) {
        await pause(LOOK_MS, woken.signal);
        if (this.#otherHasWritten()) this.tell();
      }
    } finally {
      this.#waiting.delete(wake);
      signal.removeEventListener('abort', wake);
    }
  }

  #otherHasWritten(): boolean {
    const [row] = this.#reader.now('PRAGMA data_version', []);
    const version = row?.['data_version'];
    const isOther = version !== this.#seenVersion;
    this.#seenVersion = version;
    return isOther;
  }
}
