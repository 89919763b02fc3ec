import type { Cancellable } from '../lazy-signal.js';
import { type Answer, exchange, type ExchangeRequest } from './exchange.js';
import { toTransport, type Transport } from './transport.js';
import { VERSION } from '../version.js';
import type { HttpOptions } from './http-options.js';

/** A request, without what is the same in all of them. */
type BackendRequest = Pick<ExchangeRequest, 'method' | 'url' | 'body'>;

/** Sends the requests of a backend or source. The default transport is loaded with the first of them. */
export class HttpSender {
  readonly #own: HttpOptions['headers'];
  readonly #headers: Readonly<Record<string, string>> = usualHeaders();
  readonly #maxAnswerBytes: number;
  #transport: Transport | undefined;

  constructor({ transport, headers, maxAnswerBytes = 1_048_576 }: HttpOptions) {
    this.#own = headers;
    this.#maxAnswerBytes = maxAnswerBytes;
    this.#transport = transport && toTransport(transport);
  }

  /** Sends one request and reads its answer; see {@link exchange}. */
  send(request: BackendRequest, limits: Cancellable): Promise<Answer> {
    if (this.#transport !== undefined) return this.#sendOver(this.#transport, request, limits);
    return defaultTransport().then((transport) => this.#sendOver((this.#transport = transport), request, limits));
  }

  #sendOver(transport: Transport, { method, url, body }: BackendRequest, limits: Cancellable): Promise<Answer> {
    const headers = withOwn({ ...this.#headers }, this.#own);
    return exchange(transport, { method, url, headers, body, maxAnswerBytes: this.#maxAnswerBytes }, limits);
  }
}

/** Loads the default transport. */
export function defaultTransport(): Promise<Transport> {
  return import('./ofetch-transport.js').then(({ ofetchTransport }) => ofetchTransport);
}

/** The headers of a request: this package's, and the caller's, which may replace them. */
export function requestHeaders(own: HttpOptions['headers']): Readonly<Record<string, string>> {
  return withOwn({ ...usualHeaders() }, own);
}

function usualHeaders(): Readonly<Record<string, string>> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  // A page may not set its User-Agent, and trying would need the server's permission (CORS).
  return 'document' in globalThis ? headers : { ...headers, 'user-agent': `community-scripts-telemetry/${VERSION}` };
}

/** Adds the caller's headers as they are now: a token may be replaced. */
function withOwn(headers: Record<string, string>, own: HttpOptions['headers']): Readonly<Record<string, string>> {
  // Node loads its whole fetch with this name.
  if (own !== undefined) new Headers(own).forEach((value, name) => (headers[name] = value));
  return headers;
}
