import type { WriteFate } from '../errors.js';

/** Tracks the fate of one client's writes of one kind for one installation. */
export class WriteFates {
  #inDoubt = 0;
  /** The fate of the writes that have ended clearly. */
  #settled: WriteFate;

  /** @param fate - The fate of earlier writes. */
  constructor(fate: WriteFate) {
    this.#settled = fate;
  }

  /** A write is sent; from here on it may succeed. */
  begin(): void {
    this.#inDoubt += 1;
  }

  /**
   * A write has ended. An `unknown` end leaves it in doubt. After a successful write, a later refusal changes nothing.
   */
  end(fate: WriteFate | 'done'): void {
    if (fate === 'unknown') return;
    this.#inDoubt -= 1;
    if (fate === 'done') this.#settled = 'unknown';
    else if (fate === 'refused' && this.#settled === 'not-sent') this.#settled = 'refused';
  }

  /** The fate to tell a caller that has no result. */
  get fate(): WriteFate {
    return this.#inDoubt > 0 ? 'unknown' : this.#settled;
  }
}
