import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request on its way to the server and back. */
export type Fault =
  | 'none'
  | 'reset-before' // the connection is reset before the request is read
  | 'reset-after' // the server stored it, and the connection is reset before the answer
  | 'late-headers' // the answer begins after the client has given up
  | 'stalled-body'
  | 'cut-body'
  | 'html'
  | 'rate-limited'
  | 'rate-limited-for-a-second'
  | '500'
  | '501'
  | '502'
  | '503'
  | '504'
  | '503-after' // the server stored it, and something in between says 503
  | 'moved'
  | 'moved-after' // the server stored it, and something in between says where it may be seen
  | 'moved-after-then-limited' // the same, and there is too much going on there
  | 'moved-elsewhere'
  | 'moved-in-circles'
  | 'twice'; // the request reaches the server two times

/** How long a late answer takes, in milliseconds: longer than the tests' clients wait. */
const LATE_MS = 900;

const HTML = '<!doctype html><title>Log in</title>';

/** What can be done with a request that has been read. */
interface Meeting {
  /** Lets the server have it. */
  readonly handOn: () => Promise<Answer>;
  readonly give: (answer: Answer, headers?: Record<string, string>) => void;
  readonly say: (status: number, body: string, headers?: Record<string, string>) => void;
}

/** A fault of a test's own. Where it gives no answer the connection is reset. */
export type Accident = (meeting: Meeting) => Promise<void>;

/** A proxy that does to each request what it is told. */
export interface FaultProxy {
  readonly url: string;
  /** Requests that came to another host name than the proxy's own. */
  readonly strayed: number;
  /** From now on connections are refused; those in use are closed once they are answered. */
  refuse(): void;
  /** Takes connections again, at the same port. */
  accept(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy in front of the server, on a free port of 127.0.0.1. */
export async function startFaultProxy(
  target: string,
  faultOf: (request: IncomingMessage) => Fault | Accident,
): Promise<FaultProxy> {
  let strayed = 0;
  const server = createServer((request, response) => {
    if (!request.headers.host?.startsWith('127.0.0.1')) strayed += 1;
    meet(faultAt(request, faultOf), request, response, target).catch(() => response.destroy());
  });
  const listen = (at: number): Promise<void> => new Promise((resolve) => server.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get strayed() {
      return strayed;
    },
    refuse: () => void server.close(),
    accept: () => listen(port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A request that was moved has met its fault. */
function faultAt(request: IncomingMessage, faultOf: (request: IncomingMessage) => Fault | Accident): Fault | Accident {
  const [, place] = request.url?.split('/') ?? [];
  if (place === 'moved') return 'none';
  return place === 'limited' ? 'rate-limited' : faultOf(request);
}

async function meet(
  fault: Fault | Accident,
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
): Promise<void> {
  const { port } = new URL(`http://${request.headers.host}`);
  const reset = (): void => void request.socket.resetAndDestroy();
  const say = (status: number, body: string, headers: Record<string, string> = {}): void => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };
  if (fault === 'reset-before') return reset();
  const body = await bodyOf(request);
  const forward = (): Promise<Answer> => send(target, request, body);
  if (typeof fault === 'function') {
    await fault({ handOn: forward, give: (answer, headers) => give(response, answer, headers), say });
    return response.writableEnded ? undefined : reset();
  }

  switch (fault) {
    case 'none':
      return give(response, await forward());
    case 'reset-after':
      await forward();
      return reset();
    case 'late-headers': {
      const answer = await forward();
      await new Promise((resolve) => setTimeout(resolve, LATE_MS));
      return give(response, answer);
    }
    case 'stalled-body':
    case 'cut-body': {
      const answer = await forward();
      response.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': answer.body.length });
      response.write(answer.body.subarray(0, answer.body.length >> 1));
      if (fault === 'cut-body') setTimeout(() => response.destroy(), 10);
      return;
    }
    case 'html':
      return say(200, HTML, { 'content-type': 'text/html' });
    case 'rate-limited':
      return say(429, 'Too Many Requests.');
    case 'rate-limited-for-a-second':
      return say(429, 'Too Many Requests.', { 'retry-after': '1' });
    case '500':
    case '501':
    case '502':
    case '503':
    case '504':
      return say(Number(fault), HTML);
    case '503-after':
      await forward();
      return say(503, HTML);
    case 'moved':
      return say(301, '', { location: `/moved${request.url}` });
    case 'moved-after':
      await forward();
      return say(303, '', { location: `/moved${request.url}` });
    case 'moved-after-then-limited':
      await forward();
      return say(303, '', { location: `/limited${request.url}` });
    case 'moved-elsewhere':
      return say(307, '', { location: `http://localhost:${port}${request.url}` });
    case 'moved-in-circles':
      return say(308, '', { location: request.url ?? '/' });
    case 'twice': {
      const [answer] = await Promise.all([forward(), forward()]);
      return give(response, answer);
    }
  }
}

/** What the server said. */
interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

function send(target: string, { method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const path = url.replace(/^\/moved/, '');
    const options = { method, headers: { ...headers, host: new URL(target).host }, agent: false };
    const outgoing = httpRequest(`${target}${path}`, options, (answer) => {
      bodyOf(answer).then(
        (read) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: read }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function give(response: ServerResponse, { status, headers, body }: Answer, more: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': headers['content-type'] ?? 'text/plain', ...more }).end(body);
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
