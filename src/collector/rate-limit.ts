/** What a client has left. */
interface Bucket {
  tokens: number;
  filledAt: number;
}

const MINUTE_MS = 60_000;
/** How many clients are remembered. Beyond it, the one that was seen longest ago is forgotten. */
const MOST_CLIENTS = 50_000;

/**
 * Limits the reports of each client: a number a minute, and as many at once. Addresses are kept in memory only, and no
 * longer than they matter.
 */
export class RateLimit {
  /** By the client's address, the one that was seen longest ago first. */
  readonly #buckets = new Map<string, Bucket>();
  readonly #perMinute: number;
  readonly #now: () => number;

  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Takes this many reports of a client. @returns 0, or how long to wait until they may be taken, in milliseconds. */
  take(client: string, reports = 1): number {
    const now = this.#now();
    const bucket = this.#buckets.get(client) ?? { tokens: this.#perMinute, filledAt: now };
    const filled = bucket.tokens + ((now - bucket.filledAt) * this.#perMinute) / MINUTE_MS;
    bucket.tokens = Math.min(this.#perMinute, filled);
    bucket.filledAt = now;
    this.#remember(client, bucket);
    if (bucket.tokens < reports) return ((reports - bucket.tokens) * MINUTE_MS) / this.#perMinute;
    bucket.tokens -= reports;
    return 0;
  }

  #remember(client: string, bucket: Bucket): void {
    this.#buckets.delete(client);
    this.#buckets.set(client, bucket);
    const forgettable = this.#now() - MINUTE_MS;
    for (const [oldest, { filledAt }] of this.#buckets) {
      if (this.#buckets.size <= MOST_CLIENTS && filledAt > forgettable) return;
      this.#buckets.delete(oldest);
    }
  }
}
