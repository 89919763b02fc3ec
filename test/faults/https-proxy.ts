import {
  createServer as createPlainServer,
  type IncomingMessage,
  request as plainRequest,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

/** Path of the certificate a client of the proxy has to trust. Its key is public: for tests only. */
export const certificate = fixture('test-only-certificate.pem');

/** The first byte of a TLS handshake; no HTTP request begins with it. */
const TLS_HANDSHAKE = 22;

/** A proxy that speaks http and https on one port, so that nothing but the scheme tells two of its addresses apart. */
export interface HttpsProxy {
  readonly port: number;
  /** What came, as `https POST`. */
  readonly seen: readonly string[];
  close(): void;
}

/** Starts the proxy in front of the server; `moves` says which requests are sent to the other scheme. */
export async function startHttpsProxy(
  target: string,
  moves: (request: { scheme: string; method: string }) => boolean,
): Promise<HttpsProxy> {
  const seen: string[] = [];
  const serve =
    (scheme: 'http' | 'https', other: string) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const { method = '' } = request;
      seen.push(`${scheme} ${method}`);
      if (!moves({ scheme, method })) return void handOn(target, request, response).catch(() => response.destroy());
      request.resume();
      response.writeHead(307, { location: `${other}://${request.headers.host}${request.url}` }).end();
    };
  const tls = createTlsServer(
    { key: readFileSync(fixture('test-only-key.pem')), cert: readFileSync(certificate) },
    serve('https', 'http'),
  );
  const plain = createPlainServer(serve('http', 'https'));
  const sockets = new Set<Socket>();
  const door = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === TLS_HANDSHAKE ? tls : plain).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  await new Promise<void>((resolve) => door.listen(0, 'localhost', resolve));
  return {
    port: (door.address() as AddressInfo).port,
    seen,
    close() {
      for (const socket of sockets) socket.destroy();
      door.close();
    },
  };
}

async function handOn(target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url, headers } = request;
  const body = await buffer(request);
  await new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers, host: new URL(target).host }, agent: false };
    const outgoing = plainRequest(`${target}${url}`, options, (answer) => {
      response.writeHead(answer.statusCode ?? 0, { 'content-type': answer.headers['content-type'] });
      answer.pipe(response).on('finish', resolve);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
