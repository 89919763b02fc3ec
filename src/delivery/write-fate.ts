import type { WriteFate } from '../errors.js';

/** Keeps account of what is known of one client's writes of one kind for one installation. */
export class WriteFates {
  #inDoubt = 0;
  #isDone = false;
  #isRefused = false;

  /** A write leaves: from here on it may be done. */
  begin(): void {
    this.#inDoubt += 1;
  }

  /** What became of a write. Where that is not known it stays in doubt. */
  end(fate: WriteFate | 'done'): void {
    if (fate !== 'unknown') this.#inDoubt -= 1;
    if (fate === 'done') this.#isDone = true;
    if (fate === 'refused') this.#isRefused = true;
  }

  /** What a caller is told who learns nothing else. What was done is not refused, whatever came after. */
  get fate(): WriteFate {
    if (this.#inDoubt > 0 || this.#isDone) return 'unknown';
    return this.#isRefused ? 'refused' : 'not-sent';
  }
}
