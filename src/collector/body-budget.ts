/** The memory that bodies of open requests may take together, in bytes. */
const MOST_BYTES = 48 * 1024 * 1024;

/** Bounds the memory for the bodies of open requests, however slow the store is. */
export class BodyBudget {
  #held = 0;

  /** Begins the share of a request. */
  share(): BodyShare {
    let own = 0;
    return {
      take: (bytes) => {
        if (this.#held + bytes > MOST_BYTES) return false;
        this.#held += bytes;
        own += bytes;
        return true;
      },
      release: () => {
        this.#held -= own;
        own = 0;
      },
    };
  }
}

/** What one request holds. */
export interface BodyShare {
  /** Takes bytes. @returns whether there is room for them. */
  take(bytes: number): boolean;
  /** Gives them back, once the request is answered. */
  release(): void;
}
