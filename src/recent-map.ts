/** How many finished installations a client remembers. */
export const REMEMBERED_INSTALLATIONS = 10_000;

/** A map of limited size that drops the entry set longest ago. */
export class RecentMap<V> {
  readonly #entries = new Map<string, V>();
  /** Iterates over the entries to drop, so that finding the oldest takes constant time. */
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
    // Created late: an iterator keeps the internal tables that a growing map replaces.
    this.#oldest ??= this.#entries.keys();
    this.#entries.delete(this.#oldest.next().value as string);
  }
}
