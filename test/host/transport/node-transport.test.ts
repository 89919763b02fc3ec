import { readFileSync } from 'node:fs';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { IncomingMessage, RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { nodeTransport, type NodeTransportOptions } from '../../../src/host/index.js';
import {
  type AnswerHeaders,
  pocketBase,
  TelemetryClient,
  type TelemetryError,
  type TransportRequest,
  type TransportResponse,
} from '../../../src/index.js';
import { readBoundedText } from '../../../src/transport/answer-body.js';
import { headerOf } from '../../../src/transport/answer-headers.js';
import { serve } from '../../support/http-server.js';
import { aRecord } from '../../support/records.js';

const { signal } = new AbortController();
const fixture = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url)), 'utf8');
const [cert, key] = [fixture('test-only-certificate.pem'), fixture('test-only-key.pem')];

/** Asks through a transport without proxies. */
function asker(
  url: string,
  options: NodeTransportOptions = {},
): (request?: Partial<TransportRequest>) => Promise<TransportResponse> {
  const transport = nodeTransport({ env: {}, ...options });
  return (request) => transport.send({ method: 'GET', url, headers: {}, signal, ...request });
}

/** A server whose connections do what the test says, until the test is over. */
async function listen(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serveTls(listener: RequestListener, own: ServerOptions = {}): Promise<string> {
  const server = createTlsServer({ cert, key, ...own }, listener);
  await new Promise<void>((resolve) => server.listen(0, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

/** How a create ends through the transport, with one attempt. */
async function failed(
  baseUrl: string,
  own: NodeTransportOptions & { headers?: Record<string, string> } = {},
): Promise<TelemetryError> {
  const { headers, ...options } = own;
  const backend = pocketBase({
    baseUrl,
    headers,
    transport: nodeTransport({ env: {}, ...options }),
    maxAnswerBytes: 2_048,
  });
  const outcome = await new TelemetryClient({ consent: true, attempts: 1, backend }).create(aRecord());
  if (outcome.outcome !== 'failed') throw new Error(outcome.outcome);
  return outcome.error;
}

const textOf = (answer: TransportResponse): Promise<string | undefined> => readBoundedText(answer, 1_000_000, signal);

describe('a request of nodeTransport', () => {
  it('is written in one piece', async () => {
    const pieces: string[] = [];
    const address = await listen((socket) =>
      socket.on('data', (piece) => {
        pieces.push(piece.toString());
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
      }),
    );
    const ask = asker(`http://${address}/path?a=b`);
    for (let times = 0; times < 20; times += 1) {
      await ask({ method: 'POST', body: '{"a":"ä😀"}', headers: { 'content-type': 'application/json' } });
    }
    expect(pieces).toHaveLength(20);
    expect(new Set(pieces)).toEqual(
      new Set([
        `POST /path?a=b HTTP/1.1\r\nHost: ${address}\r\ncontent-type: application/json\r\nContent-Length: 14\r\nConnection: keep-alive\r\n\r\n{"a":"ä😀"}`,
      ]),
    );
  });

  it.each([
    { url: '/a b', path: '/a%20b' },
    { url: '/ä/../b', path: '/b' },
    { url: '?a=ä b', path: '/?a=%C3%A4%20b' },
    { url: '/#fragment', path: '/' },
  ])('asks for $path where the URL has $url', async ({ url, path }) => {
    const base = await serve((request, response) => response.end(request.url));
    expect(await textOf(await asker(`${base}${url}`)())).toBe(path);
  });

  it('keeps the bytes of its headers and of its body', async () => {
    const base = await serve((request, response) => {
      request.pipe(response.setHeader('x-seen', String(request.headers['x-latin'])));
    });
    const answer = await asker(base)({ method: 'PATCH', body: '"ä"', headers: { 'x-latin': 'caf\xe9' } });
    expect([headerOf(answer, 'x-seen'), await textOf(answer)]).toEqual(['caf\xe9', '"ä"']);
  });

  it.each([
    ['/api/records/a1_b-2', '/api/records/a1_b-2'],
    ['', '/'],
    ['/a/', '/a/'],
    ['//a', '//a'],
    ['/a/../b/./c', '/b/c'],
    ['/a/%2e%2e/b', '/b'],
    ['/a\\b', '/a/b'],
    ['/ä b', '/%C3%A4%20b'],
    ["/a?x='1'&y=(2)", '/a?x=%271%27&y=(2)'],
    ['/a#b', '/a'],
    ['/a\n', '/a'],
  ])('to %j asks for %j, as `URL` says, also where the server is known', async (given, asked) => {
    const url = await serve((request, response) => response.end(request.url));
    const ask = asker(url);
    for (let times = 0; times < 2; times += 1) expect(await textOf(await ask({ url: `${url}${given}` }))).toBe(asked);
  });

  it('has the Host header that is given, else that of its URL', async () => {
    const base = await serve(({ headers }, response) => response.end(headers.host));
    for (const name of ['host', 'Host']) {
      expect(await textOf(await asker(base)({ headers: { [name]: 'other.example' } }))).toBe('other.example');
    }
    expect(await textOf(await asker(base)())).toBe(new URL(base).host);
  });

  it.each([
    { 'Transfer-Encoding': 'chunked' },
    { 'content-length': '3' },
    { Expect: '100-continue' },
    { Connection: 'close' },
    { Upgrade: 'websocket' },
    { 'Proxy-Authorization': 'Basic secret' },
    { 'x-text': 'an € and secret' },
  ])('is not sent, and not tried again, with %o', async (headers) => {
    let requests = 0;
    const base = await serve((_request, response) => response.end(String((requests += 1))));
    const transport = nodeTransport({ env: {} });
    const types: string[] = [];
    const backend = {
      baseUrl: base,
      transport: {
        send: (request: TransportRequest) =>
          transport.send({ ...request, headers: { ...request.headers, ...headers } }),
      },
    };
    const outcome = await new TelemetryClient({
      consent: true,
      backend: pocketBase(backend),
      onEvent: ({ type }) => types.push(type),
    }).create(aRecord());
    expect(outcome).toMatchObject({
      outcome: 'failed',
      error: { code: 'unreachable', fate: 'not-sent', isPermanent: true },
    });
    expect(JSON.stringify(outcome)).not.toContain('secret');
    expect([requests, types]).toEqual([0, ['attempt', 'outcome']]);
  });

  it('takes the connection of the one before, also where each is sent at once after the other', async () => {
    const ports = new Set<number | undefined>();
    const base = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      request.resume().on('end', () => response.end('{"id":"abc123def456789"}'));
    });
    const backend = pocketBase({ baseUrl: base, transport: nodeTransport({ env: {} }) });
    const telemetry = new TelemetryClient({ consent: true, backend });
    for (let times = 0; times < 5; times += 1) {
      const { random_id } = await telemetry.create(aRecord());
      expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject({ outcome: 'updated' });
    }
    expect(ports.size).toBe(1);
  });

  it('gets through to a name of which not every address answers', async () => {
    // It listens on 127.0.0.1 alone.
    const base = await serve((_request, response) => response.end('here'));
    expect(await textOf(await asker(base.replace('127.0.0.1', 'localhost'))())).toBe('here');
  });

  it('goes to an IPv6 address', async () => {
    const { createServer: createHttpServer } = await import('node:http');
    const server = createHttpServer(({ headers }, response) => response.end(headers.host));
    await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await textOf(await asker(`http://[::1]:${port}/`)())).toBe(`[::1]:${port}`);
  });
});

describe('an answer to nodeTransport', () => {
  it.each([
    { what: 'that comes in one piece', parts: ['{"a":', '"ä😀"}'], pauses: false },
    { what: 'that comes bit by bit', parts: ['{"a":', '"ä', '😀"}'], pauses: true },
    { what: 'that begins with a byte order mark', parts: ['\uFEFF{"a":"ä😀"}'], pauses: false },
  ])('$what is read', async ({ parts, pauses }) => {
    const base = await serve((_request, response) => {
      void (async () => {
        for (const part of parts) {
          response.write(part);
          if (pauses) await new Promise((resolve) => setTimeout(resolve, 20));
        }
        response.end();
      })();
    });
    expect(await textOf(await asker(base)())).toBe('{"a":"ä😀"}');
  });

  it('that is longer than a socket gives at once is read, on one connection after the other', async () => {
    const long = 'ä'.repeat(300_000);
    const ports = new Set<number | undefined>();
    const base = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end(long);
    });
    const ask = asker(base);
    for (let times = 0; times < 3; times += 1) expect(await textOf(await ask())).toBe(long);
    expect(ports.size).toBe(1);
  });

  it.each([204, 304])('%i without a body is an empty text', async (status) => {
    const base = await serve((_request, response) => response.writeHead(status).end());
    const ask = asker(base);
    for (let times = 0; times < 3; times += 1) {
      const answer = await ask();
      expect([answer.status, await textOf(answer)]).toEqual([status, '']);
    }
  });

  it('shows its headers, whatever the case of the name', async () => {
    const base = await serve((_request, response) => {
      response.writeHead(429, { 'Retry-After': '7', 'set-cookie': ['a=b', 'c=d'] }).end();
    });
    const answer = await asker(base)();
    expect(['Retry-After', 'retry-after', 'x-none'].map((name) => headerOf(answer, name))).toEqual(['7', '7', null]);
  });

  it.each([
    { what: 'says how long it is', headers: { 'content-length': '5000000' } },
    { what: 'does not say how long it is', headers: {} },
  ])('that $what ends at the bound, and its connection with it', async ({ headers }) => {
    const closed = vi.fn();
    const base = await serve((request, response) => {
      request.socket.on('close', closed);
      response.writeHead(200, headers).write('x'.repeat(100_000));
    });
    expect(await failed(base)).toMatchObject({
      code: 'unexpected-answer',
      message: expect.stringContaining('2048 bytes'),
    });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });

  it.each([
    { what: 'breaks off', after: '{"id', code: 'unreachable', status: 200 },
    { what: 'breaks off at once', after: '', code: 'unreachable', status: 200 },
  ])('that $what is $code', async ({ after, code, status }) => {
    const base = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write(after);
      response.flushHeaders();
      setTimeout(() => request.socket.destroy(), 20);
    });
    expect(await failed(base)).toMatchObject({ code, status, fate: 'unknown' });
  });

  it.each([
    { what: 'leads to another protocol', head: 'Upgrade: websocket\r\nConnection: Upgrade\r\n' },
    { what: 'leads to no other protocol', head: '' },
  ])('101 that $what is an answer, and its connection ends', async ({ head }) => {
    const closed = vi.fn();
    const address = await listen((socket) => {
      socket.on('close', closed).once('data', () => socket.write(`HTTP/1.1 101 Switching Protocols\r\n${head}\r\n`));
    });
    const error = await failed(`http://${address}`);
    expect(error).toMatchObject({ code: 'unexpected-answer', status: 101, fate: 'unknown' });
    if (head !== '') await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });

  it.each([
    { what: '100', before: 'HTTP/1.1 100 Continue\r\n\r\n' },
    { what: 'many of 100', before: 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100) },
    { what: '103', before: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n' },
  ])('is the one that comes after $what', async ({ before }) => {
    const address = await listen((socket) =>
      socket.on('data', () => socket.write(`${before}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}`)),
    );
    const ask = asker(`http://${address}/`);
    for (let times = 0; times < 3; times += 1) {
      const answer = await ask();
      expect([answer.status, await textOf(answer)]).toEqual([200, '{}']);
    }
  });

  it('ends where it says, and what follows is no answer to the next request', async () => {
    let answered = 0;
    const address = await listen((socket) =>
      socket.on('data', () => {
        const body = `{"n":${(answered += 1)}}`;
        socket.write(
          `HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n${body}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}`,
        );
      }),
    );
    const ask = asker(`http://${address}/`);
    expect([await textOf(await ask()), await textOf(await ask())]).toEqual(['{"n":1}', '{"n":2}']);
  });

  it('has the headers that were sent, and no others', async () => {
    const base = await serve((_request, response) => response.end('{}'));
    const { headers } = await asker(base)();
    const get = (name: string): string | null => (headers as AnswerHeaders).get(name);
    expect(['constructor', '__proto__', 'toString'].map(get)).toEqual([null, null, null]);
  });

  it('is not asked for in another encoding, and not decoded', async () => {
    const base = await serve(({ headers }, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(String(headers['accept-encoding']));
    });
    expect(await textOf(await asker(base)())).toBe('undefined');
  });

  it('that is not read and breaks off disturbs nobody', async () => {
    const uncaught = vi.fn();
    process.on('uncaughtException', uncaught);
    const base = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setTimeout(() => request.socket.destroy(), 10);
    });
    const { status } = await asker(base)();
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.off('uncaughtException', uncaught);
    expect(status).toBe(200);
    expect(uncaught).not.toHaveBeenCalled();
  });

  it.each([
    { what: 'is no HTTP', sent: 'SSH-2.0-OpenSSH_9.2\r\n', says: 'HPE_INVALID_CONSTANT' },
    {
      what: 'has a head without an end',
      sent: `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`,
      says: 'HPE_HEADER_OVERFLOW',
    },
    {
      what: 'says twice where it ends',
      sent: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
      says: 'HPE_INVALID_TRANSFER_ENCODING',
    },
    {
      what: 'has two lengths',
      sent: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ',
      says: 'HPE_UNEXPECTED_CONTENT_LENGTH',
    },
    { what: 'has no valid status', sent: 'HTTP/1.1 0 OK\r\n\r\n', says: 'HPE_INVALID_STATUS' },
    { what: 'has half a head', sent: 'HTTP/1.1 200 OK\r\nContent-', says: 'ECONNRESET' },
    { what: 'is nothing', sent: '', says: 'ECONNRESET' },
  ])('that $what is of unknown fate', async ({ sent, says }) => {
    const address = await listen((socket) => socket.once('data', () => socket.end(sent)));
    const error = await failed(`http://${address}`);
    expect(error).toMatchObject({ code: 'unreachable', fate: 'unknown' });
    expect(error.message).toMatch(new RegExp(`got no answer \\(${says}\\)$`));
  });
});

describe('a connection of nodeTransport', () => {
  it.each([
    { what: 'nothing listens', url: 'http://127.0.0.1:2', says: 'ECONNREFUSED' },
    { what: 'no host is', url: 'http://nowhere.invalid', says: 'ENOTFOUND' },
    { what: 'nothing listens on https', url: 'https://127.0.0.1:2', says: 'ECONNREFUSED' },
  ])('is not-sent where $what', async ({ url, says }) => {
    const error = await failed(url);
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
    expect(error.message).toBe(`POST ${url}/api/collections/_dev_telemetry_data/records got no answer (${says})`);
  });

  it('that the server closed while a request was on its way is of unknown fate, and the request is sent once', async () => {
    const requests: string[] = [];
    const base = await serve((request, response) => {
      requests.push(`${request.method} ${request.socket.remotePort}`);
      // The first is answered, so that the second takes its connection.
      request.resume().on('end', () => (requests.length === 1 ? response.end('{}') : request.socket.destroy()));
    });
    for (const method of ['POST', 'GET'] as const) {
      requests.length = 0;
      const ask = asker(base);
      await ask({ method, ...(method === 'POST' && { body: '{}' }) });
      await expect(ask({ method, ...(method === 'POST' && { body: '{}' }) })).rejects.toMatchObject({
        code: 'ECONNRESET',
      });
      expect(requests).toHaveLength(2);
      expect(new Set(requests).size).toBe(1);
    }
  });

  it('that the server closed before is not taken', async () => {
    const sockets: Socket[] = [];
    const base = await serve((request, response) => {
      sockets.push(request.socket);
      response.end('{}');
    });
    const ask = asker(base);
    await ask();
    const closed = new Promise((resolve) => sockets[0]?.on('close', resolve));
    sockets[0]?.end();
    await closed;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await ask()).status).toBe(200);
    expect(sockets).toHaveLength(2);
  });

  it.each([
    { what: 'while it waits for a connection', path: 'handshake' },
    { what: 'while it waits for an answer', path: 'silence' },
    { what: 'while the answer comes', path: 'stall' },
  ])('is closed when the signal fires $what', async ({ path }) => {
    const closed = vi.fn();
    const address = await listen((socket) => {
      socket.on('close', closed).resume();
      if (path === 'stall') socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'));
    });
    const controller = new AbortController();
    const ask = asker(`${path === 'handshake' ? 'https' : 'http'}://${address}/`);
    const asked = ask({ signal: controller.signal }).then((answer) => readBoundedText(answer, 100, controller.signal));
    setTimeout(() => controller.abort(new Error('the reason')), 50);
    await expect(asked).rejects.toThrow('the reason');
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });

  it('leaves no listener on a signal', async () => {
    const listeners = new Set<unknown>();
    const controller = new AbortController();
    const { signal: own } = controller;
    const [add, remove] = [own.addEventListener.bind(own), own.removeEventListener.bind(own)];
    own.addEventListener = (...args: Parameters<typeof add>) => (listeners.add(args[1]), add(...args));
    own.removeEventListener = (...args: Parameters<typeof remove>) => (listeners.delete(args[1]), remove(...args));
    const base = await serve((request, response) => {
      if (request.url === '/long') response.write('x'.repeat(200_000));
      response.end('{}');
    });
    const ask = asker(base);
    await ask({ signal: own });
    await textOf(await ask({ signal: own, url: `${base}/long` }));
    await expect(ask({ signal: own, url: 'http://127.0.0.1:2/' })).rejects.toThrow();
    await vi.waitFor(() => expect(listeners.size).toBe(0));
  });
});

describe('TLS of nodeTransport', () => {
  const stored: RequestListener = (request, response) =>
    void request.resume().on('end', () => response.end('{"id":"abc123def456789"}'));

  it.each([
    { what: 'no authority that it trusts', options: {}, says: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    { what: 'another host’s certificate', options: { ca: cert }, says: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  ])('sends nothing to a server with $what', async ({ options, says }) => {
    const listener = vi.fn(stored);
    const url = await serveTls(listener);
    const error = await failed(says.includes('ALTNAME') ? url.replace('localhost', '127.0.0.2') : url, options);
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
    expect(error.message).toMatch(new RegExp(`got no answer \\(${says}\\)$`));
    expect(listener).not.toHaveBeenCalled();
  });

  it.each<{ what: string; options: NodeTransportOptions }>([
    { what: 'its authority', options: { ca: cert } },
    { what: 'one of several authorities', options: { ca: [Buffer.from(cert)] } },
    { what: 'every certificate', options: { rejectUnauthorized: false } },
  ])('trusts $what, on one connection', async ({ options }) => {
    const ports = new Set<number | undefined>();
    const url = await serveTls((request, response) => {
      ports.add(request.socket.remotePort);
      stored(request, response);
    });
    const backend = pocketBase({ baseUrl: url, transport: nodeTransport({ env: {}, ...options }) });
    const telemetry = new TelemetryClient({ consent: true, backend });
    for (let times = 0; times < 3; times += 1) {
      expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'created' });
    }
    expect(ports.size).toBe(1);
  });

  it('shows the certificate of the client', async () => {
    const seen: unknown[] = [];
    const url = await serveTls(
      (request: IncomingMessage, response) => {
        seen.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN);
        response.end('{}');
      },
      { requestCert: true, rejectUnauthorized: false },
    );
    await asker(url, { ca: cert })();
    await asker(url, { ca: cert, cert, key })();
    expect(seen).toEqual([undefined, 'Test key of a public repository, do not trust']);
  });

  it.each([
    { version: 'TLSv1.2', fate: 'not-sent', says: /\(EPROTO\)$/ },
    // The handshake is over for the client before the server refuses it.
    { version: 'TLSv1.3', fate: 'unknown', says: /\(ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED\)$/ },
  ] as const)('says by $version that a server wants a certificate', async ({ version, fate, says }) => {
    const listener = vi.fn(stored);
    const url = await serveTls(listener, { requestCert: true, rejectUnauthorized: true, maxVersion: version });
    const error = await failed(url, { ca: cert });
    expect(error).toMatchObject({ code: 'unreachable', fate });
    expect(error.message).toMatch(says);
    expect(listener).not.toHaveBeenCalled();
  });

  it('sends nothing, and does not try again, with a key that cannot be read', async () => {
    const listener = vi.fn(stored);
    const url = await serveTls(listener);
    const bad = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----';
    const error = await failed(url, { ca: cert, cert, key: bad });
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent', isPermanent: true });
    expect(error.message).toMatch(/was not sent \(ERR_OSSL_\w+\)$/);
    expect(listener).not.toHaveBeenCalled();
  });

  it('has sent nothing where the server ends the handshake', async () => {
    const address = await listen((socket) => socket.once('data', () => socket.destroy()));
    const error = await failed(`https://${address}`);
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
    expect(error.message).toMatch(/got no answer \(ECONNRESET\)$/);
  });

  it('has sent nothing where the server speaks none', async () => {
    const address = await listen((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await failed(`https://${address}`)).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
  });
});

describe('the options of nodeTransport', () => {
  it('are refused all at once', () => {
    const options = {
      env: 'HTTP_PROXY',
      ca: './ca.pem',
      cert: [],
      key: 'secret',
      rejectUnauthorized: 0,
      proxy: 'http://me:s3cret@p',
    };
    expect(() => nodeTransport(options as unknown as NodeTransportOptions)).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: expect.not.stringContaining('s3cret') as unknown,
        fields: {
          env: expect.any(String) as string,
          ca: expect.any(String) as string,
          cert: expect.any(String) as string,
          key: expect.any(String) as string,
          rejectUnauthorized: expect.any(String) as string,
          proxy: expect.stringContaining('unknown') as string,
        },
      }),
    );
  });

  it('may all be left out', async () => {
    const url = await serve((_request, response) => response.end('{}'));
    const options = { env: {}, ca: undefined, cert: undefined, key: undefined, rejectUnauthorized: undefined };
    expect((await asker(url, options)()).status).toBe(200);
  });
});
