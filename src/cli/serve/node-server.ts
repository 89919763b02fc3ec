import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import type { Collector } from '../../collector/index.js';

/** A server that listens. */
export interface Listening {
  /** Where, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Answers what has arrived, then ends. Calling it again does nothing more. */
  stop(): Promise<void>;
}

/** How long a request may take to arrive, in milliseconds: its headers, and all of it. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** Longer than proxies keep a connection, so that it is they who close it. */
const KEEP_ALIVE_MS = 75_000;
/** How long a client with an open connection has for a last request, which is answered, in milliseconds. */
const LAST_REQUEST_MS = 2_000;
/** Then every request is answered within this time, or cut off, in milliseconds. */
const MOST_STOPPING_MS = 25_000;

/**
 * Listens on an address and a port; 0 for any free one.
 *
 * @throws Error of Node, such as `EADDRINUSE`.
 */
export async function listen(collector: Collector, host: string, port: number): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_MS });
  server.headersTimeout = HEADERS_MS;
  let stopping: Promise<void> | undefined;
  server.on('request', (request, response) => {
    if (stopping !== undefined) response.setHeader('connection', 'close');
    // A client that left, or a stream that broke.
    answer(collector, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { address, port: given, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${given}`,
    stop: () => (stopping ??= stop(server, collector)),
  };
}

/** Takes no connection any more, ends the streams, and lets every request be answered. */
async function stop(server: Server, collector: Collector): Promise<void> {
  // The connections that are made already are taken first.
  await new Promise((resolve) => setImmediate(resolve));
  // Not the close of an HTTP server, which cuts a connection on which a request is on its way.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  collector.close();
  const closeIdle = setInterval(() => server.closeIdleConnections(), LAST_REQUEST_MS);
  const cutOff = setTimeout(() => server.closeAllConnections(), MOST_STOPPING_MS);
  await closed;
  clearInterval(closeIdle);
  clearTimeout(cutOff);
}

async function answer(collector: Collector, asked: IncomingMessage, response: ServerResponse): Promise<void> {
  const answered = await collector.fetch(toRequest(asked), { address: asked.socket.remoteAddress });
  const isStream = answered.headers.get('content-type') === 'text/event-stream';
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  if (answered.body === null || asked.method === 'HEAD') response.end();
  else if (isStream) await send(answered.body, response);
  else response.end(await answered.text());
}

/** Gives the collector what it uses of a request. A `Request` and its streams would cost as much as storing a report. */
function toRequest(asked: IncomingMessage): Request {
  const { method, url, headers } = asked;
  const get = (name: string): string | null => (headers[name] === undefined ? null : String(headers[name]));
  const body = { getReader: () => new BodyReader(asked) };
  return { method, url, headers: { get, has: (name: string) => get(name) !== null }, body } as unknown as Request;
}

type Chunk = ReadableStreamReadResult<Uint8Array>;

/** Reads a body chunk by chunk. What is not read is discarded, so that the connection can be used again. */
class BodyReader {
  readonly #asked: IncomingMessage;
  #leave: () => void = () => undefined;

  constructor(asked: IncomingMessage) {
    this.#asked = asked;
  }

  read(): Promise<Chunk> {
    const asked = this.#asked;
    if (asked.readableEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise<Chunk>((resolve, reject) => {
      const take = (value: Uint8Array): void => settle(() => resolve({ done: false, value }));
      const end = (): void => settle(() => resolve({ done: true, value: undefined }));
      const cutOff = (): void => settle(() => reject(new Error('The body is cut off')));
      const settle = (tell: () => void): void => {
        asked.off('data', take).off('end', end).off('error', cutOff).off('close', cutOff).pause();
        tell();
      };
      this.#leave = end;
      asked.on('data', take).on('end', end).on('error', cutOff).on('close', cutOff).resume();
    });
  }

  cancel(): Promise<void> {
    this.#leave();
    this.#asked.resume();
    return Promise.resolve();
  }
}

/** Writes a body as fast as the client reads. A client that leaves ends it. */
async function send(body: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  const reader = body.getReader();
  response.on('close', () => void reader.cancel().catch(() => undefined));
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const isRead = response.write(chunk.value);
    if (!isRead) await new Promise<void>((resolve) => response.once('drain', resolve).once('close', resolve));
  }
  response.end();
}
