import type { WriteFate } from '../errors.js';

/** Keeps account of what is known of the writes of one delivery. */
export class WriteFates {
  #inDoubt = 0;
  #refused = false;

  /** A write leaves: from here on it may be done. */
  begin(): void {
    this.#inDoubt += 1;
  }

  /** What became of it is known now, or will not be. */
  end(fate: WriteFate | 'done'): void {
    if (fate !== 'unknown') this.#inDoubt -= 1;
    if (fate === 'refused') this.#refused = true;
  }

  get fate(): WriteFate {
    if (this.#inDoubt > 0) return 'unknown';
    return this.#refused ? 'refused' : 'not-sent';
  }
}
