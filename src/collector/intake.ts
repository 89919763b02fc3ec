import { isTelemetryError } from '../errors.js';
import { redact } from '../redact/redact.js';
import type { Report, ReportResult } from '../stores/report.js';
import type { Store } from '../stores/store.js';
import type { Metrics } from './metrics.js';
import type { RateLimit } from './rate-limit.js';
import { SharedDeadline } from './shared-deadline.js';

/** The result of a report: stored, wrong in these fields, or not stored now. */
export type Receipt =
  | { readonly result: ReportResult }
  | { readonly wrong: Readonly<Record<string, string>> }
  | { readonly retryAfterMs: number };

/** How long storing may take, in milliseconds. */
const STORE_MS = 10_000;
const RETRY_AFTER_MS = 5_000;
/** The longest body that is kept of a refusal, in UTF-16 units. */
const LONGEST_REFUSED = 16_384;

/** Takes reports from clients to the store, and counts them. */
export class Intake {
  readonly #store: Store;
  readonly #metrics: Metrics;
  readonly #rateLimit: RateLimit | undefined;
  readonly #deadline = new SharedDeadline(STORE_MS);

  constructor(store: Store, metrics: Metrics, rateLimit: RateLimit | undefined) {
    this.#store = store;
    this.#metrics = metrics;
    this.#rateLimit = rateLimit;
  }

  /**
   * Asks whether a client may report now, and this often.
   *
   * @param taken - How many reports of the same request were asked for before.
   * @returns 0, or how long it has to wait, in milliseconds.
   */
  waitOf(client: string | undefined, reports = 1, taken = 0): number {
    const waitMs = client === undefined ? 0 : (this.#rateLimit?.take(client, reports, taken) ?? 0);
    if (waitMs > 0) this.#metrics.reported('rate-limited');
    return waitMs;
  }

  /** Stores a report. Never rejects. */
  async report(report: Report): Promise<Receipt> {
    try {
      const result = await this.#deadline.run((call) => this.#store.report(report, call));
      this.#metrics.stored(report, result);
      return { result };
    } catch (error) {
      if (isTelemetryError(error) && error.code === 'invalid-record') {
        this.#metrics.reported('refused');
        return { wrong: error.fields ?? {} };
      }
      this.#metrics.reported('unavailable');
      return { retryAfterMs: (isTelemetryError(error) ? error.retryAfterMs : undefined) ?? RETRY_AFTER_MS };
    }
  }

  /** Keeps what was refused, where the store can. Never rejects. */
  async refuse(reason: string, body: string): Promise<void> {
    this.#metrics.reported('refused');
    try {
      // Redacted before it is cut, because half a secret is not found.
      const shown = redact(body.slice(0, 2 * LONGEST_REFUSED)).slice(0, LONGEST_REFUSED);
      await this.#deadline.run((call) => this.#store.refuse({ reason, body: shown }, call));
    } catch {
      // It is counted, and the client learns the reason that matters.
    }
  }
}
