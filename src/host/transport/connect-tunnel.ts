import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Abortable } from '../../until-aborted.js';
import { type Proxy, proxyInWords } from './proxy.js';
import { proxyError, proxyFailure } from './proxy-error.js';
import type { ProxyTls } from './tls-options.js';

/** The connection to ask for. */
export interface Tunnel {
  readonly proxy: Proxy;
  /** Of the connection to the proxy. */
  readonly tls: ProxyTls;
  /** Host and port of the server, such as `pb.example.org:443`. */
  readonly authority: string;
  /** Ends the asking. */
  readonly signal: Abortable;
}

/**
 * Asks a proxy for a connection to a server, with CONNECT.
 *
 * @throws Error of the proxy, with its host and what it answered.
 */
export function connectTunnel({ proxy, tls, authority, signal }: Tunnel): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { host, port, isTls, authorization } = proxy;
    const headers = { host: authority, ...(authorization && { 'proxy-authorization': authorization }) };
    const options = { host, port, headers, method: 'CONNECT', path: authority, agent: false };
    const asked = isTls ? httpsRequest({ ...options, ...tls }) : httpRequest(options);
    const onAbort = (): void => void asked.destroy(signal.reason as Error);
    signal.addEventListener('abort', onAbort);
    asked.on('close', () => signal.removeEventListener('abort', onAbort));
    asked.on('error', (error) => reject(proxyFailure(proxy, error)));
    asked.on('connect', ({ statusCode = 0 }, socket, begun) => {
      signal.removeEventListener('abort', onAbort);
      if (statusCode >= 200 && statusCode <= 299) {
        // TLS of the server begins with the client, so that this is empty but for a proxy that errs.
        if (begun.length > 0) socket.unshift(begun);
        return resolve(socket);
      }
      socket.destroy();
      // What a proxy forbids now it forbids again.
      const isPermanent = statusCode >= 400 && statusCode <= 499 && ![408, 425, 429].includes(statusCode);
      reject(proxyError(`${proxyInWords(proxy)} answered ${statusCode} to CONNECT`, { isPermanent }));
    });
    asked.end();
    if (signal.aborted) onAbort();
  });
}
