// nodeTransport of the installed package on each runtime: the contract of transports, TLS, proxies, what is said where
// there was no answer, and whether the process ends although servers keep its connections.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const path = (/** @type {string} */ name) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
const CERTIFICATE = {
  key: readFileSync(path('test-only-key.pem'), 'utf8'),
  cert: readFileSync(path('test-only-certificate.pem'), 'utf8'),
};
/** How long the servers keep a connection; a process that waits for that is stopped before. */
const KEPT_MS = 120_000;
const LONGEST_RUN_MS = 60_000;

const SCRIPT = `
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import { nodeTransport } from '@community-scripts/telemetry/host';
import { transportContract } from '@community-scripts/telemetry/testing';

const { contract, tls, cut, garbage, dies, slow, proxy, ca } = JSON.parse((globalThis.Deno?.args ?? process.argv.slice(2))[0]);
const failing = [];
for (const { name, run } of transportContract({ transport: nodeTransport({ env: {} }), url: contract })) {
  await run().catch((error) => failing.push(name + ': ' + error.message));
}

async function report(baseUrl, options = {}, times = 1, own = {}) {
  const transport = nodeTransport({ env: {}, ...options });
  const backend = pocketBase({ baseUrl, transport });
  const telemetry = new TelemetryClient({ consent: true, attempts: 1, backend, ...own });
  let told;
  for (let done = 0; done < times; done += 1) {
    const { outcome, error } = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
    told = error ? error.fate + ': ' + error.message.replace(/^.*records /, '') : outcome;
  }
  return told;
}

const told = {
  failing,
  'of a server whose certificate is trusted': await report(tls, { ca }, 3),
  'of a server whose certificate is not': await report(tls),
  'of a server through a proxy': await report(contract + '/echo-id', { env: { http_proxy: 'http://me:s3cret@' + proxy } }, 3),
  'of a server through a tunnel': await report(tls, { ca, env: { https_proxy: 'http://me:s3cret@' + proxy } }, 3),
  'of a proxy that wants a password': await report(tls, { ca, env: { https_proxy: proxy } }),
  'of a proxy where nothing listens': await report(tls, { ca, env: { https_proxy: '127.0.0.1:2' } }),
  'of a proxy that speaks SOCKS': await report(tls, { ca, env: { https_proxy: 'socks5://127.0.0.1:2' } }),
  'of a port where nothing listens': await report('http://127.0.0.1:2'),
  'of a name that is no host': await report('http://nowhere.invalid'),
  'of a server that closes': await report(cut),
  'of a server that closes TLS': await report(cut.replace('http:', 'https:')),
  'of a server that speaks no HTTP': await report(garbage),
  'of a server that closes at the second': await report(dies, {}, 2),
  'of a slow server': await report(slow, {}, 1, { timeoutMs: 300 }),
};
console.log(JSON.stringify(told));
`;

const REFUSED = 'not-sent: got no answer (ECONNREFUSED)';
const EXPECTED = {
  failing: [],
  'of a server whose certificate is trusted': 'created',
  'of a server whose certificate is not': 'not-sent: got no answer (DEPTH_ZERO_SELF_SIGNED_CERT)',
  'of a server through a proxy': 'created',
  'of a server through a tunnel': 'created',
  'of a proxy that wants a password': 'not-sent: was not sent (proxy PROXY answered 407 to CONNECT)',
  'of a proxy where nothing listens': 'not-sent: got no answer (proxy 127.0.0.1:2: ECONNREFUSED)',
  'of a proxy that speaks SOCKS':
    'not-sent: was not sent (proxy of https_proxy: SOCKS is not supported, only http and https)',
  'of a port where nothing listens': REFUSED,
  'of a name that is no host': 'not-sent: got no answer (ENOTFOUND)',
  'of a server that closes': 'unknown: got no answer (ECONNRESET)',
  'of a server that closes TLS': 'not-sent: got no answer (ECONNRESET)',
  'of a server that speaks no HTTP': 'unknown: got no answer (HPE_INVALID_CONSTANT)',
  'of a server that closes at the second': 'unknown: got no answer (ECONNRESET)',
  'of a slow server': 'unknown: No whole answer within 300 ms',
};

/** What runtimes say otherwise. @type {Record<string, Partial<typeof EXPECTED>>} */
const OTHERWISE = {
  Bun: { 'of a server that closes TLS': 'not-sent: got no answer (ERR_SOCKET_CLOSED)' },
};

/**
 * @param {string} name
 * @param {string[]} command The runtime, with its arguments.
 * @param {string} folder Where the package is installed.
 */
export async function checkNodeTransport(name, [binary = '', ...args], folder) {
  const { transportContractServer } = await import('../../dist/testing.js');
  const stored = '{"id":"abc123def456789"}';
  const contract = createServer((request, response) => {
    if (request.url?.startsWith('/echo-id')) return void response.end(stored);
    return void pass(transportContractServer, request, response);
  });
  const tls = createTlsServer(
    CERTIFICATE,
    (request, response) => void request.resume().on('end', () => response.end(stored)),
  );
  const cut = createTcpServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end()));
  const garbage = createTcpServer((socket) =>
    socket.on('error', () => undefined).once('data', () => socket.end('SSH-2.0\r\n')),
  );
  let requests = 0;
  const dies = createServer((request, response) => {
    request.resume().on('end', () => ((requests += 1) === 1 ? response.end(stored) : request.socket.destroy()));
  });
  const slow = createServer(() => undefined);
  const proxy = createServer(handOn).on('connect', openTunnel);
  const servers = [contract, tls, cut, garbage, dies, slow, proxy];
  for (const server of servers) if ('keepAliveTimeout' in server) server.keepAliveTimeout = KEPT_MS;
  try {
    const ports = [];
    for (const server of servers) ports.push(await portOf(server));
    const [atContract, atTls, atCut, atGarbage, atDies, atSlow, atProxy] = ports;
    const given = {
      contract: `http://127.0.0.1:${atContract}`,
      tls: `https://localhost:${atTls}`,
      cut: `http://127.0.0.1:${atCut}`,
      garbage: `http://127.0.0.1:${atGarbage}`,
      dies: `http://127.0.0.1:${atDies}`,
      slow: `http://127.0.0.1:${atSlow}`,
      proxy: `127.0.0.1:${atProxy}`,
      ca: CERTIFICATE.cert,
    };
    writeFileSync(join(folder, 'node-transport.script.mjs'), SCRIPT);
    const { stdout, stderr } = await promisify(execFile)(
      binary,
      [...args, 'node-transport.script.mjs', JSON.stringify(given)],
      { cwd: folder, timeout: LONGEST_RUN_MS },
    );
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout.replaceAll(given.proxy, 'PROXY')), { ...EXPECTED, ...OTHERWISE[name] });
    assert.equal(requests, 2, 'requests to the server that closes at the second');
    return Object.keys(EXPECTED).length;
  } finally {
    for (const server of servers) {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
    }
  }
}

/**
 * @param {(request: Request) => Promise<Response>} handler
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function pass(handler, request, response) {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const { method = 'GET', headers, url = '/' } = request;
  const body = method === 'GET' ? null : /** @type {ReadableStream} */ (Readable.toWeb(request));
  const init = /** @type {RequestInit} */ ({ method, headers, body, signal: gone.signal, duplex: 'half' });
  const answer = await handler(new Request(new URL(url, 'http://localhost'), init));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  for await (const chunk of answer.body ?? []) response.write(chunk);
  response.end();
}

const USER = `Basic ${Buffer.from('me:s3cret').toString('base64')}`;

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function handOn({ method, url = '', headers }, response) {
  if (headers['proxy-authorization'] !== USER) return void response.writeHead(407).end();
  const outgoing = httpRequest(url, { method, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 0, answer.headers);
    answer.pipe(response);
  });
  outgoing.end();
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:stream').Duplex} socket
 */
function openTunnel({ url = '', headers }, socket) {
  socket.on('error', () => undefined);
  if (headers['proxy-authorization'] !== USER) return void socket.end('HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno');
  const [host, port] = url.split(':');
  const there = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    there.pipe(socket).pipe(there);
  });
  there.on('error', () => socket.destroy());
}

/** @param {import('node:net').Server} server @returns {Promise<number>} */
function portOf(server) {
  return new Promise((resolve) =>
    server.listen(0, () => resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port)),
  );
}
