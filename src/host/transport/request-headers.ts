import type { TransportRequest } from '../../transport/transport.js';
import type { Route } from './route.js';

/** Headers of the connection, and of the body's length: with others than ours two requests could be read as one. */
const OURS: ReadonlySet<string> = new Set([
  ...['connection', 'content-length', 'expect', 'keep-alive', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
]);

/**
 * The headers of a request as names and values in turn, which Node takes as they are.
 *
 * @throws Error where one is the transport's, as `fetch` does.
 */
export function requestHeaders({ authority, proxy }: Route, { method, headers, body }: TransportRequest): string[] {
  // As curl writes them: some proxies, such as proxy.py, compare names by their case, and would add a second length.
  const list = hasHost(headers) ? [] : ['Host', authority];
  for (const name in headers) {
    if (OURS.has(name.toLowerCase())) {
      const message = `The header ${name} is the transport's own`;
      throw Object.assign(new TypeError(message), { code: 'ERR_HTTP_INVALID_HEADER_VALUE' });
    }
    list.push(name, headers[name] as string);
  }
  if (body !== undefined || method !== 'GET') list.push('Content-Length', String(Buffer.byteLength(body ?? '')));
  if (proxy?.authorization !== undefined) list.push('Proxy-Authorization', proxy.authorization);
  return list;
}

function hasHost(headers: TransportRequest['headers']): boolean {
  for (const name in headers) if (name.toLowerCase() === 'host') return true;
  return false;
}
