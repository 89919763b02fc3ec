import type { Call } from '../backends/backend.js';
import { whenAborted } from '../when-aborted.js';

/** The most writes that wait. */
const MOST_WAITING = 10_000;
/** The most characters that wait, so that long texts do not take more memory than many reports. */
const MOST_CHARACTERS = 16_000_000;

/** A write that waits, and who waits for it. */
export interface WaitingWrite<Write> {
  readonly write: Write;
  readonly characters: number;
  /** When it was added, as `performance.now()` says. */
  readonly since: number;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** The writes that wait for a store, the oldest first: so many, and so long, at most. */
export class WaitingWrites<Write> {
  readonly #waiting: Map<WaitingWrite<Write>, () => void> = new Map();
  #characters = 0;

  get size(): number {
    return this.#waiting.size;
  }

  get oldest(): WaitingWrite<Write> | undefined {
    return this.#waiting.keys().next().value;
  }

  /** Whether there is no room for a write of so many characters. */
  isFullFor(characters: number): boolean {
    return this.#waiting.size >= MOST_WAITING || this.#characters + characters > MOST_CHARACTERS;
  }

  /** Adds a write. It rejects with the signal's reason if that aborts while it waits. */
  add<T>(write: Write, { signal }: Call, characters: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const waiting: WaitingWrite<Write> = { write, characters, since: performance.now(), resolve, reject };
      this.#characters += characters;
      this.#waiting.set(waiting, () => undefined);
      const leave = whenAborted(signal, () => {
        if (this.remove(waiting)) reject(signal.reason as Error);
      });
      if (this.#waiting.has(waiting)) this.#waiting.set(waiting, leave);
    });
  }

  /** The oldest: up to so many, of up to so many characters, and one at least. They go on waiting. */
  peek(most: number, mostCharacters: number): WaitingWrite<Write>[] {
    const oldest: WaitingWrite<Write>[] = [];
    let characters = 0;
    for (const waiting of this.#waiting.keys()) {
      characters += waiting.characters;
      if (oldest.length === most || (characters > mostCharacters && oldest.length > 0)) break;
      oldest.push(waiting);
    }
    return oldest;
  }

  /** Takes out those that were added before a moment; see {@link WaitingWrite.since}. */
  takeOlderThan(moment: number): WaitingWrite<Write>[] {
    const old: WaitingWrite<Write>[] = [];
    for (const waiting of this.#waiting.keys()) {
      if (waiting.since >= moment) break;
      this.remove(waiting);
      old.push(waiting);
    }
    return old;
  }

  /** Takes a write out of those that wait. @returns whether it waited. */
  remove(waiting: WaitingWrite<Write>): boolean {
    const leave = this.#waiting.get(waiting);
    if (leave === undefined) return false;
    this.#waiting.delete(waiting);
    this.#characters -= waiting.characters;
    leave();
    return true;
  }
}

/** How many characters an object's texts have. */
export function charactersIn(given: object): number {
  let characters = 0;
  for (const value of Object.values(given)) if (typeof value === 'string') characters += value.length;
  return characters;
}
