import { TelemetryError, toTelemetryError } from '../../errors.js';
import { RecentMap, REMEMBERED_INSTALLATIONS } from '../../recent-map.js';
import type { CompleteRecord } from '../../records/record.js';
import type { Answer } from '../../transport/exchange.js';
import { HttpSender } from '../../transport/http-sender.js';
import type { Call, CreateResult, PendingReport, UpdateResult, UpdateTarget } from '../backend.js';
import type { ResolvedIngestOptions } from './ingest-options.js';
import { type Payload, toPayload } from './payload.js';
import { RateLimit } from './rate-limit.js';
import type { Report } from './report.js';

/** The requests of one ingest backend. Loaded with the first request. */
export class IngestRequests {
  readonly #options: ResolvedIngestOptions;
  readonly #http: HttpSender;
  readonly #url: string;
  readonly #rateLimit = new RateLimit();
  /** Records by execution_id, as create had them, sent or not. Every report contains the whole record. */
  readonly #created = new RecentMap<CompleteRecord>(REMEMBERED_INSTALLATIONS);

  constructor(options: ResolvedIngestOptions) {
    this.#options = options;
    this.#http = new HttpSender(options);
    this.#url = new URL(options.url).href;
  }

  /** Resolves when a report may be sent. Throws at once if the service would refuse it. */
  async ready(report: PendingReport, call: Call): Promise<void> {
    toPayload(report.kind === 'create' ? this.#remembered(report.record) : this.#whole(report.target), this.#options);
    return this.#rateLimit.turn(call);
  }

  /** POSTs a record. */
  async create(record: CompleteRecord, call: Call): Promise<CreateResult> {
    return this.#post(this.#remembered(record), call);
  }

  /** POSTs an end together with all known values of its record. */
  async update(target: UpdateTarget, call: Call): Promise<UpdateResult> {
    return this.#post(this.#whole(target), call);
  }

  #remembered(record: CompleteRecord): CompleteRecord {
    this.#created.set(record.execution_id ?? record.random_id, record);
    return record;
  }

  #whole({ random_id, patch }: UpdateTarget): Report {
    return { ...this.#created.get(patch.execution_id ?? random_id), ...patch, random_id };
  }

  async #post(report: Report, call: Call): Promise<{ result: 'accepted' }> {
    const answer = await this.#send(toPayload(report, this.#options), call);
    // Only 202 is a success: a captive portal answers 200.
    if (answer.status !== 202) throw refusal(answer);
    return { result: 'accepted' };
  }

  async #send(body: Payload, call: Call): Promise<Answer> {
    try {
      return await this.#http.send({ method: 'POST', url: this.#url, body }, call);
    } catch (thrown) {
      const error = toTelemetryError(thrown);
      if (error.status !== 429) throw error;
      // The service sends no Retry-After. It resets its limit once a minute.
      const retryAfterMs = this.#rateLimit.close(error.retryAfterMs);
      throw new TelemetryError(error.code, error.message, { ...error, retryAfterMs });
    }
  }
}

/** Makes the error for any other answer. The service gives no reason. */
function refusal({ status, request }: Answer): TelemetryError {
  if (status < 400) {
    const text = `${request} answered ${status}, but not as the ingest service does: is there one at this URL?`;
    return new TelemetryError('unexpected-answer', text, { status });
  }
  const advice = status === 404 || status === 405 ? ': is `url` the full URL, with its path, such as /telemetry?' : '';
  return new TelemetryError('rejected', `${request} was refused with ${status}${advice}`, { status });
}
