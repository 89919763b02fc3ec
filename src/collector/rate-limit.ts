/** What a client has left. */
interface Bucket {
  tokens: number;
  filledAt: number;
}

const MINUTE_MS = 60_000;
/** How many clients are remembered. Beyond it, those that were seen longest ago are forgotten. */
const MOST_CLIENTS = 50_000;

/**
 * Limits the reports of each client: a number a minute, and as many at once. Addresses are kept in memory only, and are
 * forgotten when the next clients come after they matter.
 */
export class RateLimit {
  /** Those that were seen lately, and those that were seen in the time before. When they are forgotten, they are full. */
  #recent = new Map<string, Bucket>();
  #former = new Map<string, Bucket>();
  #recentSince: number;
  /** How long a bucket needs to be full, in milliseconds: a minute, or longer if it has been taken into debt. */
  #longestFillMs = MINUTE_MS;
  readonly #perMinute: number;
  readonly #now: () => number;

  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#perMinute = perMinute;
    this.#now = now;
    this.#recentSince = now();
  }

  /**
   * Takes this many reports of a client. More than fit in a bucket are taken from a full one, into debt.
   *
   * @param taken - How many of the same request were taken before, so that the bucket counts as full without them.
   * @returns 0, or how long to wait until they may be taken, in milliseconds.
   */
  take(client: string, reports = 1, taken = 0): number {
    const now = this.#now();
    const bucket = this.#bucketOf(client, now);
    const filled = bucket.tokens + ((now - bucket.filledAt) * this.#perMinute) / MINUTE_MS;
    bucket.tokens = Math.min(this.#perMinute, filled);
    bucket.filledAt = now;
    const needed = Math.min(reports, this.#perMinute - taken);
    if (bucket.tokens < needed) return ((needed - bucket.tokens) * MINUTE_MS) / this.#perMinute;
    bucket.tokens -= reports;
    const fillMs = ((this.#perMinute - bucket.tokens) * MINUTE_MS) / this.#perMinute;
    this.#longestFillMs = Math.max(this.#longestFillMs, fillMs);
    return 0;
  }

  #bucketOf(client: string, now: number): Bucket {
    const seen = this.#recent.get(client);
    if (seen !== undefined) return seen;
    if (now - this.#recentSince > this.#longestFillMs || this.#recent.size >= MOST_CLIENTS / 2) this.#forget(now);
    const bucket = this.#former.get(client) ?? { tokens: this.#perMinute, filledAt: now };
    this.#recent.set(client, bucket);
    return bucket;
  }

  #forget(now: number): void {
    this.#former = this.#recent;
    this.#recent = new Map();
    this.#recentSince = now;
  }
}
