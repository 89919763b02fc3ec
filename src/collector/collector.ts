import { guarded, isTelemetryError } from '../errors.js';
import { type Answer, eventStreamAnswer, jsonAnswer, retryAfter, textAnswer, toResponse } from './answers.js';
import { BodyBudget } from './body-budget.js';
import { ChangeStreams } from './change-streams.js';
import { clientAddress, limitKey } from './client-address.js';
import { type CollectorOptions, type ResolvedCollectorOptions, resolveCollectorOptions } from './collector-options.js';
import { answerPreflight, withPermission } from './cors.js';
import { healthOf } from './health.js';
import { Intake } from './intake.js';
import { type Figures, Metrics, metricsText } from './metrics.js';
import { answerCollection } from './pocketbase/answer-collection.js';
import { RateLimit } from './rate-limit.js';
import type { BodyLimits } from './read-body.js';
import { mayRead } from './read-token.js';
import { postTelemetry } from './service/post-telemetry.js';
import { answerRead, isReadPath } from './service-reads/index.js';

/** What the host knows of a request. */
export interface RequestOrigin {
  /**
   * The address that the connection comes from. Without it, requests are not limited by address. @defaultValue unknown
   */
  address?: string | undefined;
}

/** An HTTP service in front of a store, as {@link collector} makes it. */
export interface Collector {
  /** Answers a request. Never rejects. */
  readonly fetch: (request: Request, from?: RequestOrigin) => Promise<Response>;
  /** Ends the event streams, which otherwise keep a server up, and later ones at once. Other requests are still answered; the store stays open. */
  readonly close: () => void;
}

/** The most requests that are answered at a time; streams do not count. */
const MOST_OPEN = 10_000;
const BODY_MS = 10_000;
const READ_MS = 30_000;
const RETRY_AFTER_MS = 5_000;
const NOT_FOUND = '404 page not found\n';

/**
 * Makes a collector of installation reports: the ingest service's `POST /telemetry` and read APIs, and PocketBase's
 * requests for one collection, in front of a store. See the guide *Run your own*.
 *
 * It answers a report after it is stored. Of an installation, the first end stands; see `Store`. Texts are
 * redacted, and no address is stored or logged. `fetch` takes the requests of any server with web standards: Node, Deno,
 * Bun, workers, and frameworks such as Hono.
 *
 * | request | answer |
 * | --- | --- |
 * | `POST /telemetry` | 202 once it is stored |
 * | `/api/records`, `/api/dashboard`, `/api/scripts`, `/api/errors` … | as the ingest service, of runs |
 * | `/api/collections/{collection}/records` | as PocketBase: create, update, lookup by `random_id` |
 * | `GET /api/stream` | every change of a record, as server-sent events |
 * | `GET /healthz` | 200, or 503 if the store cannot be read |
 * | `GET /metrics` | counters for Prometheus |
 *
 * Too many reports of an address are answered 429, and what cannot be stored in time 503, both with `Retry-After`.
 *
 * @throws TelemetryError `invalid-options`, naming every invalid option.
 *
 * @example
 * ```ts
 * import { collector } from '@community-scripts/telemetry/collector';
 * import { memoryStore } from '@community-scripts/telemetry/testing';
 *
 * const { fetch } = collector({ store: memoryStore() });
 * const report = { random_id: 'd2f7a1c0', type: 'lxc', nsapp: 'plex', status: 'installing' };
 * const body = JSON.stringify(report);
 * const answer = await fetch(new Request('http://localhost/telemetry', { method: 'POST', body }));
 * answer.status; // 202
 * ```
 */
export function collector(options: CollectorOptions): Collector {
  const { fetch, close } = hostedCollector(options);
  return { fetch, close };
}

/** A collector for a host that needs no `Response`, and that may run several of them behind one address. */
export interface HostedCollector extends Collector {
  /** As `fetch`, without a `Response`. */
  readonly answer: (request: Request, from?: RequestOrigin) => Promise<Answer>;
  /** What this collector counted. */
  readonly figures: () => Figures;
}

/**
 * Makes a collector for a host that needs no `Response`.
 *
 * @param figuresOfAll - Gives the figures of all collectors behind one address, for `/metrics`.
 * @throws TelemetryError `invalid-options`, naming every invalid option.
 */
export function hostedCollector(options: CollectorOptions, figuresOfAll?: () => Promise<Figures>): HostedCollector {
  const service = new CollectorService(resolveCollectorOptions(options), figuresOfAll);
  return {
    answer: (request, from) => service.answer(request, from),
    fetch: async (request, from) => toResponse(await service.answer(request, from)),
    close: () => service.close(),
    figures: () => service.figures(),
  };
}

class CollectorService {
  readonly #options: ResolvedCollectorOptions;
  readonly #metrics = new Metrics();
  readonly #intake: Intake;
  readonly #streams: ChangeStreams;
  readonly #bodies = new BodyBudget();
  readonly #figuresOfAll: () => Figures | Promise<Figures>;

  constructor(options: ResolvedCollectorOptions, figuresOfAll?: () => Promise<Figures>) {
    const { store, ratePerMinute } = options;
    this.#options = options;
    this.#figuresOfAll = figuresOfAll ?? (() => this.figures());
    this.#intake = new Intake(store, this.#metrics, ratePerMinute === 0 ? undefined : new RateLimit(ratePerMinute));
    this.#streams = new ChangeStreams(store, this.#metrics);
  }

  async answer(request: Request, from: RequestOrigin = {}): Promise<Answer> {
    const answer = await this.#answerInTurn(request, from);
    this.#metrics.answered(answer.status);
    return withPermission(answer, request, this.#options.cors);
  }

  close(): void {
    this.#streams.close();
  }

  figures(): Figures {
    return this.#metrics.figures();
  }

  async #answerInTurn(request: Request, from: RequestOrigin): Promise<Answer> {
    if (this.#metrics.gauge('telemetry_requests_open') >= MOST_OPEN) {
      return textAnswer(503, 'server busy\n', retryAfter(1_000));
    }
    this.#metrics.add('telemetry_requests_open', 1);
    const share = this.#bodies.share();
    try {
      const limits = { maxBytes: this.#options.maxBodyBytes, timeoutMs: BODY_MS, share };
      return answerPreflight(request, this.#options.cors) ?? (await this.#answer(request, from, limits));
    } catch (error) {
      // The store cannot be read; any other error must not reach the client, nor end the process.
      if (isTelemetryError(error)) return textAnswer(503, 'server busy\n', retryAfter(RETRY_AFTER_MS));
      return textAnswer(500, 'internal error\n');
    } finally {
      share.release();
      this.#metrics.add('telemetry_requests_open', -1);
    }
  }

  async #answer(request: Request, from: RequestOrigin, limits: BodyLimits): Promise<Answer> {
    // Some hosts give a URL without an origin, or one that is not valid.
    const url = guarded(() => new URL(request.url, 'http://collector'));
    if (url === undefined) return textAnswer(404, NOT_FOUND);
    const { pathname, searchParams } = url;
    const { store, collection, readToken } = this.#options;
    const isReader = mayRead(request, readToken);
    if (pathname === '/telemetry') {
      return postTelemetry(request, this.#clientOf(request, from), this.#intake, limits);
    }
    const records = COLLECTION_PATH.exec(pathname);
    if (records !== null) {
      if (records[1]?.toLowerCase() !== collection.toLowerCase()) {
        return jsonAnswer(404, { data: {}, message: 'Missing collection context.', status: 404 });
      }
      const client = this.#clientOf(request, from);
      const asked = { request, parameters: searchParams, id: idIn(records[2]), client, mayRead: isReader };
      return answerCollection(asked, { store, intake: this.#intake, limits, collection });
    }
    if (pathname === '/healthz') return healthOf(store);
    if (!OWN_PATHS.includes(pathname) && !isReadPath(pathname)) return textAnswer(404, NOT_FOUND);
    if (!isReader) return textAnswer(401, 'reading needs the token\n', { 'www-authenticate': 'Bearer' });
    const call = { signal: request.signal, deadlineMs: READ_MS };
    const read = await answerRead(request, { store, now: Date.now }, call);
    if (read !== undefined) return read;
    if (request.method !== 'GET' && request.method !== 'HEAD') return textAnswer(405, 'method not allowed\n');
    if (pathname === '/api/stream') {
      // A host reads no body of HEAD, so that a stream would stay open.
      return request.method === 'HEAD'
        ? eventStreamAnswer(null)
        : this.#streams.answer(request.headers.get('last-event-id'));
    }
    return textAnswer(200, metricsText(await this.#figuresOfAll()), { 'content-type': 'text/plain; version=0.0.4' });
  }

  #clientOf(request: Request, { address }: RequestOrigin): string | undefined {
    const client = clientAddress(address, request.headers.get('x-forwarded-for'), this.#options.trustedProxies);
    return client && limitKey(client);
  }
}

/** Paths that are read, besides those of the ingest service. */
const OWN_PATHS: readonly string[] = ['/metrics', '/api/stream'];
const COLLECTION_PATH = /^\/api\/collections\/(\w{1,255})\/records(?:\/([^/]+))?$/;

/** Decodes an id in a path. One that cannot be decoded is the id of no record. */
function idIn(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return '';
  }
}
