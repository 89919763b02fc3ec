import { whenAborted } from '../../when-aborted.js';

/** Wakes those who follow the store when this process has stored something. */
export class Changes {
  readonly #waiting: Set<() => void> = new Set();
  #count = 0;

  /** Grows whenever this process has stored something. */
  get count(): number {
    return this.#count;
  }

  /** Says that this process has stored something. */
  tell(): void {
    this.#count += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Waits until the count is another one, the time is over or the signal aborts. */
  async after(count: number, mostMs: number, signal: AbortSignal): Promise<void> {
    if (this.#count !== count || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => wake(), mostMs);
      const leave = whenAborted(signal, () => wake());
      const wake = (): void => {
        clearTimeout(timer);
        leave();
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
    });
  }
}
