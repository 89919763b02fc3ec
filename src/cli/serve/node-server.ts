import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import type { HostedCollector } from '../../collector/collector.js';
import type { LogRequest } from './log.js';
import { boundYoungHeap } from './bound-young-heap.js';

/** A server that listens. */
export interface Listening {
  /** Where, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Answers what has arrived, then ends. Calling it again does nothing more. */
  stop(): Promise<void>;
}

/** A server of connections that another process takes. */
export interface Answering {
  /** Answers the requests on a connection. */
  take(connection: Socket): void;
  /** Answers what has arrived, then ends. Calling it again does nothing more. */
  stop(): Promise<void>;
}

/** How long a request may take to arrive, in milliseconds: its headers, and all of it. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** How often it is looked for requests that take longer, in milliseconds. */
const LOOK_MS = 2_000;
/** Longer than proxies keep a connection, so that it is they who close it. */
const KEEP_ALIVE_MS = 75_000;
/** How long a client with an open connection has for a last request, which is answered, in milliseconds. */
const LAST_REQUEST_MS = 2_000;
/** Then every request is answered within this time, or cut off, in milliseconds. */
const MOST_STOPPING_MS = 25_000;

/**
 * Listens on an address and a port; 0 for any free one.
 *
 * @param log - Is told of every request that was answered.
 * @throws Error of Node, such as `EADDRINUSE`.
 */
export async function listen(
  collector: HostedCollector,
  host: string,
  port: number,
  log?: LogRequest,
): Promise<Listening> {
  const { server, stop } = makeServer(collector, log);
  return { url: await listenOn(server, host, port), stop };
}

/** Makes a server of connections that it is given. */
export function answering(collector: HostedCollector, log?: LogRequest): Answering {
  const { server, stop } = makeServer(collector, log);
  // Begins Node's watch over slow requests, which is that of a server that listens.
  server.emit('listening');
  return { take: (connection) => void server.emit('connection', connection), stop };
}

/** @returns the URL where the server listens. @throws Error of Node, such as `EADDRINUSE`. */
export async function listenOn(server: NetServer, host: string, port: number): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const { address, port: given, family } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${given}`;
}

/** Stops listening. The connections that are made already are taken first. */
export async function stopListening(server: NetServer): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  // Not the close of an HTTP server of Node, which cuts a connection on which a request is on its way. Bun has no other.
  if (process.versions['bun'] === undefined) NetServer.prototype.close.call(server);
  else server.close();
}

function makeServer(
  collector: HostedCollector,
  log: LogRequest | undefined,
): { server: Server; stop: () => Promise<void> } {
  const server = createServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: LOOK_MS,
  });
  const connections = new Set<Socket>();
  boundYoungHeap();
  let stopping: Promise<void> | undefined;
  server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  server.on('request', (request, response) => {
    if (stopping !== undefined) response.setHeader('connection', 'close');
    // A client that left, or a stream that broke.
    answer(collector, request, response, log).catch(() => response.destroy());
  });

  const stop = async (): Promise<void> => {
    await stopListening(server);
    collector.close();
    const closeIdle = setInterval(() => server.closeIdleConnections(), LAST_REQUEST_MS);
    const cutOff = setTimeout(() => server.closeAllConnections(), MOST_STOPPING_MS);
    while (connections.size > 0)
      await new Promise<void>((resolve) => oneOf(connections).once('close', () => resolve()));
    clearInterval(closeIdle);
    clearTimeout(cutOff);
  };
  return { server, stop: () => (stopping ??= stop()) };
}

function oneOf<T>(set: ReadonlySet<T>): T {
  const [one] = set;
  return one as T;
}

async function answer(
  collector: HostedCollector,
  asked: IncomingMessage,
  response: ServerResponse,
  log: LogRequest | undefined,
): Promise<void> {
  const startedAt = performance.now();
  const { status, headers, body } = await collector.answer(toRequest(asked, response), {
    address: asked.socket.remoteAddress,
  });
  if (body === null) response.writeHead(status, headers).end();
  else if (typeof body === 'string') {
    // With its length, so that it is not sent in chunks; headers and body go in one packet.
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    response.end(asked.method === 'HEAD' ? undefined : body);
  } else {
    response.writeHead(status, headers);
    await send(body, response);
  }
  log?.(asked, status, typeof body === 'string' ? body : '', performance.now() - startedAt);
}

/** Gives the collector what it uses of a request. A `Request` and its streams would cost as much as storing a report. */
function toRequest(asked: IncomingMessage, response: ServerResponse): Request {
  const { method, url, headers } = asked;
  const get = (name: string): string | null => (headers[name] === undefined ? null : String(headers[name]));
  const body = { getReader: () => new BodyReader(asked) };
  const has = (name: string): boolean => get(name) !== null;
  return {
    method,
    url,
    headers: { get, has },
    body,
    // Made where it is asked for: a report needs none.
    get signal() {
      return signalOf(response);
    },
  } as unknown as Request;
}

/** Aborts when the client leaves before its answer. */
function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  else response.once('close', () => controller.abort());
  return controller.signal;
}

type Chunk = ReadableStreamReadResult<Uint8Array>;
const DONE: Chunk = { done: true, value: undefined };

/** Reads a body chunk by chunk. What is not read is discarded, so that the connection can be used again. */
class BodyReader {
  /** What has arrived and is not read yet: what one turn of the event loop brings, since a collector reads at once. */
  readonly #chunks: Uint8Array[] = [];
  #end: 'whole' | 'cut off' | undefined;
  #wake: () => void = () => undefined;

  constructor(asked: IncomingMessage) {
    asked.on('data', (chunk: Uint8Array) => {
      // After its end nothing is read any more.
      if (this.#end === undefined) this.#chunks.push(chunk);
      this.#wake();
    });
    asked.on('end', () => this.#finish('whole'));
    asked.on('error', () => this.#finish('cut off'));
    asked.on('close', () => this.#finish('cut off'));
  }

  async read(): Promise<Chunk> {
    while (this.#chunks.length === 0 && this.#end === undefined) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const value = this.#chunks.shift();
    if (value !== undefined) return { done: false, value };
    if (this.#end === 'cut off') throw new Error('The body is cut off');
    return DONE;
  }

  cancel(): Promise<void> {
    this.#chunks.length = 0;
    this.#finish('whole');
    return Promise.resolve();
  }

  #finish(end: 'whole' | 'cut off'): void {
    this.#end ??= end;
    this.#wake();
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
