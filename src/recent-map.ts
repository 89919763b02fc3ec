/** How many installations one client remembers after it is done with them. */
export const REMEMBERED_INSTALLATIONS = 10_000;

/** A map of bounded size that forgets what was set longest ago. */
export class RecentMap<V> {
  readonly #entries = new Map<string, V>();
  /** Goes through the entries as they leave, so that the oldest is not searched for each time. */
  #oldest: Iterator<string> | undefined;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): V | undefined {
    return this.#entries.get(key);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  set(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#limit) return;
    // Not made before it is needed: an iterator keeps the tables that a growing map leaves behind.
    this.#oldest ??= this.#entries.keys();
    this.#entries.delete(this.#oldest.next().value as string);
  }
}
