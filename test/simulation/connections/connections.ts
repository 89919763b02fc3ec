import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { nodeTransport } from '../../../src/host/index.js';
import type { TransportFunction, TransportRequest, TransportResponse } from '../../../src/index.js';
import type { Random } from '../random.js';
import type { Connect } from '../server-kind.js';
import { later } from '../virtual-globals.js';
import type { VirtualSocket } from './virtual-connection.js';
import { acceptBy, type Destination } from './virtual-http.js';

/** The header that says which request this is. */
const NUMBER = 'x-request-number';
/** How long a server may keep a connection that no request uses, in milliseconds: shorter and longer than the client. */
const LONGEST_KEPT_MS = 8_000;
const UNASKED = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

interface Sent {
  readonly request: TransportRequest;
  readonly process: string;
  /** What becomes of it behind the connection. */
  readonly carry: TransportFunction;
  hasArrived: boolean;
}

interface Open {
  readonly to: Destination;
  readonly socket: VirtualSocket;
  process: string | undefined;
}

/**
 * The connections of one world between `nodeTransport` and the network. What a process sends is written and read again
 * by Node's client and server over connections in memory, and only then on its way; what it is answered comes back so.
 */
export class Connections {
  readonly #random: Random;
  readonly #violated: (what: string) => void;
  readonly #sent: Sent[] = [];
  readonly #open = new Map<VirtualSocket, Open>();

  constructor(random: Random, violated: (what: string) => void) {
    this.#random = random;
    this.#violated = violated;
    const server = createServer((request, response) => void this.#receive(request, response));
    server.keepAliveTimeout = 0;
    server.on('clientError', (_error, socket) => socket.destroy());
    acceptBy((socket, to) => {
      this.#open.set(socket, { to, socket, process: undefined });
      socket.on('close', () => this.#open.delete(socket));
      server.emit('connection', socket);
    });
  }

  /** The way of one process to the network, over connections of its own. */
  connect(process: string, network: Connect): Connect {
    return (clientOf) => {
      const transport = nodeTransport({ env: {} });
      const carry = network(clientOf);
      return (request) => {
        const number = this.#sent.push({ request, process, carry, hasArrived: false }) - 1;
        return transport.send({ ...request, headers: { ...request.headers, [NUMBER]: String(number) } });
      };
    };
  }

  /** What must hold once nothing can happen any more. */
  checkTheEnd(isDead: (process: string) => boolean): void {
    for (const { to, process } of this.#open.values()) {
      if (process === undefined || !isDead(process))
        this.#violated(`a connection to ${to.host} is left open, by ${process ?? 'no process'}`);
    }
  }

  async #receive(received: IncomingMessage, response: ServerResponse): Promise<void> {
    const socket = received.socket as unknown as VirtualSocket;
    const open = this.#open.get(socket);
    const sent = this.#sent[Number(received.headers[NUMBER])];
    if (open === undefined || sent === undefined) return this.#violated('a request arrives that was not sent');
    if (sent.hasArrived) this.#violated(`${received.method} ${received.url} arrives twice, sent once`);
    sent.hasArrived = true;
    open.process = sent.process;
    let body = '';
    for await (const chunk of received.setEncoding('utf8')) body += String(chunk);
    const { method } = sent.request;
    const asSent = this.#asSent(received, open.to, body, sent.request);
    if (received.method !== method || body !== (sent.request.body ?? ''))
      this.#violated(`${method} ${sent.request.url} arrives as ${received.method} ${body}`);
    try {
      await this.#answer(response, socket, await sent.carry(asSent));
    } catch (error) {
      // The client has given up, and is to end the connection itself.
      if (sent.request.signal.aborted) return;
      const isRefused = (error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED';
      if (isRefused && socket.other.connecting) return socket.other.refused();
      socket.other.connected();
      socket.destroy();
    }
  }

  /** The request as it can be read from the connection. */
  #asSent(received: IncomingMessage, to: Destination, body: string, { signal }: TransportRequest): TransportRequest {
    const authority = received.headers.host ?? '';
    const url = `${to.scheme}://${authority}${received.url}`;
    const { hostname, port } = new URL(url);
    if (hostname !== to.host || Number(port || { http: 80, https: 443 }[to.scheme]) !== to.port)
      this.#violated(`a request to ${authority} goes to ${to.host}:${to.port}`);
    const method = received.method as TransportRequest['method'];
    return { method, url, headers: {}, ...(body !== '' && { body }), signal };
  }

  async #answer(response: ServerResponse, socket: VirtualSocket, answer: TransportResponse): Promise<void> {
    socket.other.connected();
    const { status, headers = {}, body } = answer;
    response.sendDate = false;
    if (!(status >= 200 && status <= 999)) {
      // No server of Node says so.
      return void socket.write(`HTTP/1.1 ${status} Odd\r\nContent-Length: 0\r\n\r\n`);
    }
    if (this.#random.chance(0.1)) response.setHeader('connection', 'close');
    response.writeHead(status, headers as Record<string, string>);
    if (body instanceof ReadableStream) {
      for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) response.write(chunk);
    }
    response.end(typeof body === 'string' ? body : '');
    if (this.#random.chance(0.1))
      later(this.#random.between(0, LONGEST_KEPT_MS), () => this.#endIdle(socket, response));
  }

  /** Closes a connection between two requests, perhaps after an answer that was not asked for. */
  #endIdle(socket: VirtualSocket, { writableFinished }: ServerResponse): void {
    const isIdle = writableFinished && !socket.destroyed && !this.#isInUse(socket);
    if (!isIdle) return;
    if (this.#random.chance(0.5)) socket.write(UNASKED);
    else socket.end();
  }

  #isInUse(socket: VirtualSocket): boolean {
    // Node's server keeps the answer that is under way at its socket.
    return (socket as VirtualSocket & { _httpMessage?: unknown })._httpMessage !== null;
  }
}
