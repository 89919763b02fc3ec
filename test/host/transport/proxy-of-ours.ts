import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

/** A proxy of a test's own. */
export interface ProxyOfOurs {
  /** Such as `127.0.0.1:3128`. */
  readonly address: string;
  /** What came, such as `CONNECT localhost:443` and `POST http://localhost/`. */
  readonly seen: string[];
  /** The Proxy-Authorization of each. */
  readonly authorizations: (string | undefined)[];
  readonly open: ReadonlySet<Duplex>;
  /** How many connections were made to it. */
  readonly connections: number;
}

/** Does something else with a request than what a proxy does. */
export type Misbehaviour = (socket: Duplex) => void;

/** Starts a proxy on 127.0.0.1 until the test is over. */
export async function startProxy(
  misbehave?: Misbehaviour,
  certificate?: { readonly cert: string; readonly key: string },
): Promise<ProxyOfOurs> {
  const seen: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const open = new Set<Duplex>();
  let connections = 0;
  const note = ({ method, url, headers }: IncomingMessage): void => {
    seen.push(`${method} ${url}`);
    authorizations.push(headers['proxy-authorization']);
  };
  const handOn = (request: IncomingMessage, response: ServerResponse): void => {
    note(request);
    if (misbehave !== undefined) return misbehave(request.socket);
    const { method, url = '', headers } = request;
    const others = { ...headers };
    delete others['proxy-authorization'];
    const outgoing = httpRequest(url, { method, headers: others, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.writeHead(502).end('<html>no such server</html>'));
    request.pipe(outgoing);
  };
  const server: Server = certificate === undefined ? createServer(handOn) : createTlsServer(certificate, handOn);
  server.on(certificate === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    connections += 1;
    socket.on('end', () => socket.end());
    open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    note(request);
    if (misbehave !== undefined) return misbehave(socket);
    const [, host = '', port] = /^(.*):(\d+)$/.exec(request.url ?? '') ?? [];
    const there = connect(Number(port), host.replace(/^\[|\]$/g, ''), () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      there.pipe(socket).pipe(there);
    });
    there.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'));
    socket.on('close', () => there.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    authorizations,
    open,
    get connections() {
      return connections;
    },
  };
}
