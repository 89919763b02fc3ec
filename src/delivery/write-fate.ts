import type { WriteFate } from '../errors.js';

/** Keeps account of what is known of one client's writes of one kind for one installation. */
export class WriteFates {
  #inDoubt = 0;
  /** What is known of those that are not in doubt any more. */
  #settled: WriteFate;

  /** @param fate - What is known of former writes. */
  constructor(fate: WriteFate) {
    this.#settled = fate;
  }

  /** A write leaves: from here on it may be done. */
  begin(): void {
    this.#inDoubt += 1;
  }

  /** How a write ended. Where that is not known it stays in doubt. What was done is `unknown` to a caller that fails later, and never `refused`. */
  end(fate: WriteFate | 'done'): void {
    if (fate === 'unknown') return;
    this.#inDoubt -= 1;
    if (fate === 'done') this.#settled = 'unknown';
    else if (fate === 'refused' && this.#settled === 'not-sent') this.#settled = 'refused';
  }

  /** What a caller is told who learns nothing else. */
  get fate(): WriteFate {
    return this.#inDoubt > 0 ? 'unknown' : this.#settled;
  }
}
