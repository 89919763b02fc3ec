import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { abortableOf } from '../../lazy-signal.js';
import type { TransportRequest, TransportResponse } from '../../transport/transport.js';
import { proxyInWords } from './proxy.js';
import { isProxyError, proxyError, proxyFailure } from './proxy-error.js';
import { requestHeaders } from './request-headers.js';
import type { Route } from './route.js';

/**
 * Sends a request once, head and body in one piece. Resolves with the whole answer where that came in one piece too,
 * else with its head and a stream.
 */
export function sendOver(route: Route, path: string, request: TransportRequest): Promise<TransportResponse> {
  const { method, body } = request;
  const signal = abortableOf(request);
  return new Promise((resolve, reject) => {
    const headers = requestHeaders(route, request);
    const options = { method, headers, host: route.host, port: route.port, path: `${route.pathPrefix}${path}` };
    const sent: ClientRequest = route.request({ ...options, agent: route.agent, ...{ endsWith: signal } });
    const onAbort = (): void => {
      sent.destroy();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort);
    sent.on('close', () => signal.removeEventListener('abort', onAbort));

    let isConnected = false;
    sent.on('socket', (socket) => whenConnected(socket, () => (isConnected = true)));
    sent.on('error', (error) => reject(isConnected ? error : notConnected(error, route)));
    sent.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve(answerWith(answer, ''));
    });
    sent.on('response', (answer) => {
      // An answer that breaks off ends the reading of it, and nothing where it is not read.
      answer.on('error', () => undefined);
      // A server has no such answer.
      if (answer.statusCode === 407 && route.proxy !== undefined) {
        answer.destroy();
        return reject(proxyError(`${proxyInWords(route.proxy)} answered 407`, { isPermanent: true }));
      }
      // What came in the same piece is known only after this event.
      process.nextTick(() => (answer.complete ? giveWhole(answer, resolve) : resolve(answerWith(answer, answer))));
    });
    // A text is written in one piece with the head, but in its own encoding.
    sent.end(body !== undefined && headers.some((text) => NOT_ASCII.test(text)) ? Buffer.from(body) : body);
  });
}

const NOT_ASCII = /[^\x00-\x7f]/;

function whenConnected(socket: Socket & { secureConnecting?: boolean }, then: () => void): void {
  if (socket.secureConnecting === true) socket.once('secureConnect', then);
  else if (socket.connecting) socket.once('connect', then);
  else then();
}

/** The error of a request for which no connection came about, so that it was not sent. */
function notConnected(cause: Error & { code?: string }, { proxy }: Route): Error {
  if (isProxyError(cause)) return cause;
  if (proxy !== undefined) return proxyFailure(proxy, cause);
  return Object.assign(new Error('no connection', { cause }), { code: cause.code, syscall: 'connect' });
}

const decoder = new TextDecoder();

/** Gives an answer that is here as a whole, once its connection is free for the next request. */
function giveWhole(answer: IncomingMessage, give: (answer: TransportResponse) => void): void {
  const bytes = answer.read() as Uint8Array | null;
  answer.on('end', () => give(answerWith(answer, bytes === null ? '' : decoder.decode(bytes))));
}

function answerWith(answer: IncomingMessage, body: string | IncomingMessage): TransportResponse {
  const get = (name: string): string | null => {
    const key = name.toLowerCase();
    return Object.hasOwn(answer.headers, key) ? String(answer.headers[key]) : null;
  };
  return { status: answer.statusCode ?? 0, headers: { get }, body };
}
