import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeTransport } from '../../../src/host/index.js';
import { type CreateOutcome, pocketBase, TelemetryClient, type TelemetryError } from '../../../src/index.js';
import { transportContract, transportContractServer } from '../../../src/testing/index.js';
import {
  installProxyPy,
  type RealProxy,
  startProxyChain,
  startProxyPy,
  startTinyproxy,
  tinyproxy,
} from '../../proxies/real-proxy.mjs';
import { fromFetchHandler } from '../../support/http-server.js';
import { aRecord } from '../../support/records.js';
import { startProxy } from './proxy-of-ours.js';

const fixture = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/tls/${name}`, import.meta.url)), 'utf8');
const certificate = { cert: fixture('test-only-certificate.pem'), key: fixture('test-only-key.pem') };
const PATH = '/api/collections/_dev_telemetry_data/records';

const servers: Server[] = [];
/** What the servers got. */
const arrived: IncomingMessage[] = [];
let urls: Record<'http' | 'https', string> = { http: '', https: '' };

beforeAll(async () => {
  const take = (request: IncomingMessage, response: { end(text: string): unknown }): void => {
    arrived.push(request);
    request.resume().on('end', () => response.end('{"id":"abc123def456789"}'));
  };
  servers.push(createServer(take), createTlsServer(certificate, take));
  for (const server of servers) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const [http, https] = servers.map((server) => (server.address() as AddressInfo).port);
  urls = { http: `http://127.0.0.1:${http}`, https: `https://localhost:${https}` };
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => void (arrived.length = 0));

/** A client with that proxy for everything. */
function aClientThrough(
  proxy: string,
  baseUrl: string,
  own: { attempts?: number; timeoutMs?: number } = {},
): TelemetryClient {
  const transport = nodeTransport({ env: { all_proxy: proxy }, ca: certificate.cert });
  return new TelemetryClient({ consent: true, attempts: 1, backend: pocketBase({ baseUrl, transport }), ...own });
}

function errorOf(outcome: CreateOutcome): TelemetryError {
  if (outcome.outcome !== 'failed') throw new Error(outcome.outcome);
  return outcome.error;
}

describe.each(['http', 'https'] as const)('a report to an %s server', (scheme) => {
  const asked = (): string => (scheme === 'http' ? `POST ${urls.http}${PATH}` : `CONNECT ${urls.https.slice(8)}`);

  it.each([
    { proxy: 'http', tls: undefined },
    { proxy: 'https', tls: certificate },
  ])('goes through an $proxy proxy, which alone learns its password', async ({ proxy, tls }) => {
    const { address, seen, authorizations } = await startProxy(undefined, tls);
    const url = `${proxy}://me:s3cret%3A@${address.replace('127.0.0.1', proxy === 'https' ? 'localhost' : '127.0.0.1')}`;
    const telemetry = aClientThrough(url, urls[scheme]);
    expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'created' });
    expect(seen).toEqual([asked()]);
    expect(authorizations).toEqual([`Basic ${Buffer.from('me:s3cret:').toString('base64')}`]);
    expect(arrived.map(({ url: path, headers }) => [path, headers.host, headers['proxy-authorization']])).toEqual([
      [PATH, new URL(urls[scheme]).host, undefined],
    ]);
  });

  it('takes the tunnel of the report before, but the connection to a proxy for whole requests once', async () => {
    const proxy = await startProxy();
    const telemetry = aClientThrough(proxy.address, urls[scheme]);
    for (let times = 0; times < 4; times += 1) await telemetry.create(aRecord());
    expect(proxy.connections).toBe(scheme === 'http' ? 4 : 1);
    expect(proxy.seen).toHaveLength(scheme === 'http' ? 4 : 1);
    expect(arrived).toHaveLength(4);
  });

  it('goes around a proxy that is not for its host', async () => {
    const { address, seen } = await startProxy();
    const transport = nodeTransport({
      env: { all_proxy: address, NO_PROXY: 'localhost,127.0.0.0/8' },
      ca: certificate.cert,
    });
    const backend = pocketBase({ baseUrl: urls[scheme], transport });
    expect(await new TelemetryClient({ consent: true, backend }).create(aRecord())).toMatchObject({
      outcome: 'created',
    });
    expect(seen).toEqual([]);
  });

  it('is not sent where nothing listens at its proxy', async () => {
    const error = errorOf(await aClientThrough('http://me:s3cret@127.0.0.1:2', urls[scheme]).create(aRecord()));
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
    expect(error.message).toBe(`POST ${urls[scheme]}${PATH} got no answer (proxy 127.0.0.1:2: ECONNREFUSED)`);
    expect(error).not.toHaveProperty('isPermanent');
  });

  it.each(['socks5://me:s3cret@127.0.0.1:2', 'socks4a://127.0.0.1:2'])(
    'is not sent, and not directly, with %s',
    async (proxy) => {
      const error = errorOf(await aClientThrough(proxy, urls[scheme], { attempts: 3 }).create(aRecord()));
      expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent', isPermanent: true });
      expect(error.message).toMatch(
        / was not sent \(proxy of all_proxy: SOCKS is not supported, only http and https\)$/,
      );
      expect(arrived).toEqual([]);
    },
  );

  it('is not sent to a proxy whose certificate is not trusted', async () => {
    const { address, seen } = await startProxy(undefined, certificate);
    const transport = nodeTransport({ env: { all_proxy: `https://${address}` }, rejectUnauthorized: false });
    const backend = pocketBase({ baseUrl: urls[scheme], transport });
    const error = errorOf(await new TelemetryClient({ consent: true, attempts: 1, backend }).create(aRecord()));
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
    expect(error.message).toContain(`(proxy ${address}: DEPTH_ZERO_SELF_SIGNED_CERT)`);
    expect(seen).toEqual([]);
  });

  it('is not sent, and not tried again, where the proxy wants another password', async () => {
    const { address, seen } = await startProxy((socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno'),
    );
    const error = errorOf(
      await aClientThrough(`http://me:s3cret@${address}`, urls[scheme], { attempts: 3 }).create(aRecord()),
    );
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent', isPermanent: true });
    expect(error.message).toMatch(new RegExp(`was not sent \\(proxy ${address} answered 407`));
    expect(`${error.message}${JSON.stringify(error)}${String(error.cause)}`).not.toMatch(/s3cret|bWU6/);
    expect(seen).toHaveLength(1);
  });

  it('ends when its time is up, and its connection with it, where the proxy says nothing', async () => {
    const { address, open } = await startProxy((socket) => void socket.on('data', () => undefined));
    const error = errorOf(await aClientThrough(address, urls[scheme], { timeoutMs: 300 }).create(aRecord()));
    expect(error.code).toBe('timed-out');
    await vi.waitFor(() => expect(open.size).toBe(0));
  });
});

interface Answer {
  readonly what: string;
  readonly misbehave: (socket: Duplex) => unknown;
  readonly says: string;
  readonly isPermanent?: true;
}

const HTML = '<html>Log in to the guest network</html>';
const ANSWERS_TO_CONNECT: readonly Answer[] = [
  {
    what: 'forbids it',
    misbehave: (socket) => socket.end('HTTP/1.1 403 Filtered\r\n\r\n'),
    says: ' answered 403 to CONNECT',
    isPermanent: true,
  },
  {
    what: 'forbids it and keeps the connection',
    misbehave: (socket) => socket.write('HTTP/1.1 403 Filtered\r\nContent-Length: 0\r\n\r\n'),
    says: ' answered 403 to CONNECT',
    isPermanent: true,
  },
  {
    what: 'knows no CONNECT',
    misbehave: (socket) => socket.end(`HTTP/1.1 405 No\r\n\r\n${HTML}`),
    says: ' answered 405 to CONNECT',
    isPermanent: true,
  },
  {
    what: 'finds no server',
    misbehave: (socket) => socket.end(`HTTP/1.1 502 No\r\n\r\n${HTML}`),
    says: ' answered 502 to CONNECT',
  },
  {
    what: 'has too much to do',
    misbehave: (socket) => socket.end('HTTP/1.1 429 Later\r\n\r\n'),
    says: ' answered 429 to CONNECT',
  },
  {
    what: 'leads elsewhere',
    misbehave: (socket) => socket.end('HTTP/1.1 302 Found\r\nLocation: http://a/\r\n\r\n'),
    says: ' answered 302 to CONNECT',
  },
  { what: 'answers HTML alone', misbehave: (socket) => socket.end(HTML), says: ': HPE_INVALID_CONSTANT' },
  { what: 'answers half a head', misbehave: (socket) => socket.end('HTTP/1.1 200 Connec'), says: ': ECONNRESET' },
  { what: 'closes', misbehave: (socket) => socket.destroy(), says: ': ECONNRESET' },
  {
    what: 'answers a head without an end',
    misbehave: (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`),
    says: ': HPE_HEADER_OVERFLOW',
  },
];

describe('a proxy that is asked for a tunnel', () => {
  it.each(ANSWERS_TO_CONNECT)('and $what has sent nothing, and is named', async ({ misbehave, says, isPermanent }) => {
    const { address, open } = await startProxy((socket) => void misbehave(socket));
    const error = errorOf(await aClientThrough(address, urls.https).create(aRecord()));
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
    expect(error.message).toBe(
      `POST ${urls.https}${PATH} ${isPermanent ? 'was not sent' : 'got no answer'} (proxy ${address}${says})`,
    );
    expect(error.isPermanent).toBe(isPermanent);
    await vi.waitFor(() => expect(open.size).toBe(0));
    expect(arrived).toEqual([]);
  });

  it.each([
    { what: 'closes the tunnel', answer: '', then: (socket: Duplex) => socket.end(), says: /\(ECONNRESET\)$/ },
    { what: 'talks into the tunnel', answer: '', then: (socket: Duplex) => socket.end(HTML), says: /\(ERR_SSL_\w+\)$/ },
    { what: 'has a body in its answer', answer: HTML, then: () => undefined, says: /\(ERR_SSL_\w+\)$/ },
  ])('and $what has sent nothing', async ({ answer, then, says }) => {
    const { address } = await startProxy((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${answer && `Content-Length: ${answer.length}\r\n`}\r\n${answer}`);
      then(socket);
    });
    const error = errorOf(await aClientThrough(address, urls.https).create(aRecord()));
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
    expect(error.message).toMatch(says);
  });

  it('is asked again after an error, so that a mended proxy is used', async () => {
    let isBroken = true;
    const { address, seen } = await startProxy((socket) => {
      socket.end(`HTTP/1.1 ${isBroken ? '502' : '503'} No\r\n\r\n`);
      isBroken = false;
    });
    const telemetry = aClientThrough(address, urls.https);
    const messages = [await telemetry.create(aRecord()), await telemetry.create(aRecord())].map(
      (one) => errorOf(one).message,
    );
    expect(messages.map((text) => /answered (\d+)/.exec(text)?.[1])).toEqual(['502', '503']);
    expect(seen).toHaveLength(2);
  });

  it('is checked against its own name where it speaks TLS, not against the server’s', async () => {
    const { address } = await startProxy((socket) => socket.end('HTTP/1.1 403 Filtered\r\n\r\n'), certificate);
    const proxy = address.replace('127.0.0.1', 'localhost');
    const outcome = await aClientThrough(`https://${proxy}`, 'https://nowhere.invalid').create(aRecord());
    expect(errorOf(outcome).message).toMatch(/ answered 403 to CONNECT\)$/);
  });

  it('shows the server’s certificate, which is checked against the server’s name', async () => {
    const { address } = await startProxy();
    const baseUrl = urls.https.replace('localhost', '127.0.0.2');
    const listening = createTlsServer(certificate);
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.2', resolve));
    const { port } = listening.address() as AddressInfo;
    const error = errorOf(await aClientThrough(address, baseUrl.replace(/\d+$/, String(port))).create(aRecord()));
    listening.close();
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
    expect(error.message).toMatch(/\(ERR_TLS_CERT_ALTNAME_INVALID\)$/);
  });
});

describe('a proxy that is given a whole request', () => {
  it('is checked against its own name where it speaks TLS, not against the server’s', async () => {
    const { address } = await startProxy(
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n{"id":"abc123def456789"}'),
      certificate,
    );
    const telemetry = aClientThrough(`https://${address.replace('127.0.0.1', 'localhost')}`, 'http://nowhere.invalid');
    expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'created' });
  });

  it.each([
    {
      what: 'closes',
      misbehave: (socket: Duplex) => socket.destroy(),
      error: { code: 'unreachable', fate: 'unknown' },
    },
    {
      what: 'answers HTML alone',
      misbehave: (socket: Duplex) => socket.end(HTML),
      error: { code: 'unreachable', fate: 'unknown' },
    },
    {
      what: 'answers for the server',
      misbehave: (socket: Duplex) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${HTML.length}\r\n\r\n${HTML}`),
      error: { code: 'unexpected-answer', fate: 'unknown' },
    },
    {
      what: 'answers less than it says',
      misbehave: (socket: Duplex) =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"id":"abc123def456789"}'),
      error: { code: 'unreachable', status: 200, fate: 'unknown' },
    },
    {
      what: 'finds no server',
      misbehave: (socket: Duplex) => socket.end('HTTP/1.1 502 No\r\n\r\n'),
      error: { code: 'unavailable', status: 502, fate: 'unknown' },
    },
  ])('and $what may have sent it', async ({ misbehave, error }) => {
    const { address } = await startProxy((socket) => void misbehave(socket));
    expect(errorOf(await aClientThrough(address, urls.http).create(aRecord()))).toMatchObject(error);
  });
});

const realProxies = [{ name: 'proxy-chain', start: startProxyChain }];
const withoutProxyPy = installProxyPy();
if (withoutProxyPy === undefined) realProxies.push({ name: 'proxy.py', start: startProxyPy });
else {
  process.stderr.write(`SKIP proxy.py: ${withoutProxyPy}\n`);
  it.runIf(process.env['REQUIRE_RUNTIMES'] === '1')('proxy.py can be started', () => {
    expect.fail(withoutProxyPy);
  });
}
if (tinyproxy === undefined)
  process.stderr.write('Without tinyproxy: it is not installed; TINYPROXY_BIN may name it\n');
else realProxies.push({ name: 'tinyproxy', start: startTinyproxy });

describe.each(realProxies)('$name', ({ start }) => {
  let proxy: RealProxy;
  beforeAll(async () => {
    proxy = await start();
  });
  afterAll(async () => {
    await proxy.close();
  });
  const through = (userinfo = proxy.userinfo): string => `http://${userinfo && `${userinfo}@`}127.0.0.1:${proxy.port}`;

  it.each(['http', 'https'] as const)('carries reports to an %s server', async (scheme) => {
    const telemetry = aClientThrough(through(), urls[scheme]);
    for (let times = 0; times < 3; times += 1) {
      expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'created' });
    }
    expect(arrived.map(({ headers }) => headers['proxy-authorization'])).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    { scheme: 'http', user: '' },
    { scheme: 'http', user: 'me:wrong' },
    { scheme: 'https', user: '' },
    { scheme: 'https', user: 'me:wrong' },
  ] as const)('says which password it wants for $scheme, not "$user"', async ({ scheme, user }) => {
    const error = errorOf(await aClientThrough(through(user), urls[scheme]).create(aRecord()));
    // tinyproxy says 401 where the password is wrong, which a server may say too.
    expect(error.message).toMatch(/ answered 40[17]\b| was refused with 401/);
    expect(error.fate).toBe(error.code === 'rejected' ? 'refused' : 'not-sent');
    expect(arrived).toEqual([]);
  });

  it('says that it finds no server behind it', async () => {
    const error = errorOf(await aClientThrough(through(), 'https://127.0.0.1:2').create(aRecord()));
    expect(error).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
    // proxy-chain closes the connection.
    expect(error.message).toMatch(/\(proxy 127\.0\.0\.1:\d+(?: answered 5\d\d to CONNECT|: ECONNRESET)\)$/);
  });

  it('lets nodeTransport pass the contract of transports', async () => {
    const server = createServer(fromFetchHandler(transportContractServer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const transport = nodeTransport({ env: { http_proxy: through() } });
    const failing: string[] = [];
    // A proxy answers itself where no server listens.
    const cases = transportContract({ transport, url }).filter((one) => one.name !== 'rejects when no server listens');
    for (const { name: behaviour, run } of cases)
      await run().catch((error: Error) => failing.push(`${behaviour}: ${error.message}`));
    server.closeAllConnections();
    server.close();
    expect(failing).toEqual([]);
  });
});
