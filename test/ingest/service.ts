import { judge, type StoredEvent } from './service-rules.js';

const FINAL: readonly unknown[] = ['success', 'failed', 'aborted', 'unknown'];
/** Requests one address may make in a minute. */
export const REQUESTS_A_MINUTE = 60;
const MINUTE_MS = 60_000;

export interface ServiceAnswer {
  readonly status: number;
  readonly body: string;
}

/** How the service behaves beside its rules. */
export interface ServiceOptions {
  /** Milliseconds; decides when the buckets are filled. */
  readonly now?: () => number;
  /** Stores what was taken, now or later: 202 means queued. */
  readonly queue?: (store: () => void) => void;
  /** Whether an address may make so many requests only. */
  readonly isLimited?: boolean;
}

/**
 * The ingest service in memory: its rules, its queue, its silent duplicates, its rate limit.
 * Held to the recordings by `service.test.ts`.
 */
export class IngestService {
  /** The rows, oldest first. */
  readonly stored: StoredEvent[] = [];
  /** Bodies as they arrived, those that were refused too. */
  readonly bodies: string[] = [];
  readonly #options: Required<ServiceOptions>;
  readonly #begun = new Set<unknown>();
  readonly #ended = new Set<unknown>();
  readonly #buckets = new Map<string, { filledAt: number; left: number }>();

  constructor({ now = () => Date.now(), queue = (store) => store(), isLimited = true }: ServiceOptions = {}) {
    this.#options = { now, queue, isLimited };
  }

  /** Handles one request. */
  receive(method: string, body: string, address = '127.0.0.1'): ServiceAnswer {
    if (method !== 'POST') return { status: 405, body: 'method not allowed\n' };
    if (!this.#mayAsk(address)) return { status: 429, body: 'rate limited\n' };
    this.bodies.push(body);
    const verdict = judge(body);
    if ('refused' in verdict) return { status: 400, body: verdict.refused };
    this.#options.queue(() => this.#store(verdict.stored));
    return { status: 202, body: 'accepted' };
  }

  /** The rows of one attempt. */
  storedOf(execution_id: string): StoredEvent[] {
    return this.stored.filter((row) => row['execution_id'] === execution_id);
  }

  #store(event: StoredEvent): void {
    const { execution_id, status } = event;
    if (execution_id !== undefined && (status === 'installing' || FINAL.includes(status))) {
      const seen = status === 'installing' ? this.#begun : this.#ended;
      // A first event that comes late is stored after the end.
      if (seen.has(execution_id) && !(status === 'installing' && this.#isForgotten(execution_id))) return;
      seen.add(execution_id);
    }
    this.stored.push(event);
  }

  /** An end takes the beginning out of the service's memory. */
  #isForgotten(execution_id: unknown): boolean {
    return this.#ended.has(execution_id);
  }

  #mayAsk(address: string): boolean {
    if (!this.#options.isLimited) return true;
    const now = this.#options.now();
    const bucket = this.#buckets.get(address) ?? { filledAt: now, left: REQUESTS_A_MINUTE };
    if (now - bucket.filledAt >= MINUTE_MS) Object.assign(bucket, { filledAt: now, left: REQUESTS_A_MINUTE });
    this.#buckets.set(address, bucket);
    if (bucket.left === 0) return false;
    bucket.left -= 1;
    return true;
  }
}
