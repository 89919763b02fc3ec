/** Keeps the reports of each installation in order, however long consent takes for each of them. */
export class Turns {
  /** The latest turn of each installation that still waits. */
  readonly #latest = new Map<string, Promise<void>>();

  /** Takes the next turn. Resolves when the turns before it, and this report's own consent, have settled. */
  take(random_id: string, consent: Promise<boolean>): Promise<void> {
    const turn = Promise.allSettled([this.#latest.get(random_id), consent]).then(() => {
      if (this.#latest.get(random_id) === turn) this.#latest.delete(random_id);
    });
    this.#latest.set(random_id, turn);
    return turn;
  }
}
