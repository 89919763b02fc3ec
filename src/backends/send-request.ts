import { type Answer, exchange, type ExchangeRequest } from '../transport/exchange.js';
import { fetchTransport } from '../transport/fetch-transport.js';
import { toTransport, type Transport } from '../transport/transport.js';
import { VERSION } from '../version.js';
import type { Call } from './backend.js';
import type { HttpOptions } from './http-options.js';

/**
 * Sends one request through the transport of the options, or the default one, which is loaded with the first request.
 */
export async function sendRequest(
  { transport, headers, maxAnswerBytes = 1_048_576 }: HttpOptions,
  request: Pick<ExchangeRequest, 'method' | 'url' | 'body'>,
  { signal }: Call,
): Promise<Answer> {
  const carrier = transport ?? (await defaultTransport());
  return exchange(toTransport(carrier), { ...request, headers: requestHeaders(headers), maxAnswerBytes, signal });
}

/** Uses ofetch, or plain `fetch` if ofetch cannot be loaded: Jest with jsdom resolves it to its file for browsers. */
async function defaultTransport(): Promise<Transport> {
  try {
    return (await import('../transport/ofetch-transport.js')).ofetchTransport;
  } catch {
    return fetchTransport();
  }
}

function requestHeaders(own: HttpOptions['headers']): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/json' };
  // A page may not set its User-Agent, and trying would need the server's permission (CORS).
  if (!('document' in globalThis)) headers['user-agent'] = `community-scripts-telemetry/${VERSION}`;
  // Node loads its whole fetch with this name.
  if (own !== undefined) new Headers(own).forEach((value, name) => (headers[name] = value));
  return headers;
}
