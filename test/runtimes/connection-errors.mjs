// What each runtime says where there was no answer, and what is made of it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const fixture = (/** @type {string} */ name) =>
  readFileSync(fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url)));

const SCRIPT = `
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
const told = {};
for (const baseUrl of (globalThis.Deno?.args ?? process.argv.slice(2))) {
  let attempts = 0;
  const onEvent = ({ type }) => (attempts += type === 'attempt' ? 1 : 0);
  const backend = pocketBase({ baseUrl });
  const { error } = await new TelemetryClient({ consent: true, attempts: 2, backend, onEvent }).create({ type: 'lxc', nsapp: 'plex' });
  told[baseUrl] = error.fate + ', ' + attempts + ': ' + error.message.replace(/^.* (was|got)/, '$1');
}
console.log(JSON.stringify(told));
`;

/** @typedef {'node' | 'deno' | 'bun'} Runtime */

/** @type {Record<Runtime, Record<string, string>>} */
const SAID = {
  node: {
    refused: 'not-sent, 2: got no answer (ECONNREFUSED)',
    nowhere: 'not-sent, 2: got no answer (ENOTFOUND)',
    blocked: 'not-sent, 1: was not sent (bad port)',
    selfSigned: 'not-sent, 2: got no answer (DEPTH_ZERO_SELF_SIGNED_CERT)',
    cut: 'unknown, 2: got no answer (UND_ERR_SOCKET)',
  },
  deno: {
    refused: 'not-sent, 2: got no answer (tcp connect error: Connection refused)',
    nowhere: 'not-sent, 2: got no answer (dns error: failed to lookup address information)',
    blocked: 'not-sent, 1: was not sent (bad port)',
    selfSigned: 'not-sent, 2: got no answer (invalid peer certificate: Other)',
    cut: 'unknown, 2: got no answer (connection closed before message completed)',
  },
  bun: {
    refused: 'not-sent, 2: got no answer (ECONNREFUSED)',
    nowhere: 'not-sent, 2: got no answer (ENOTFOUND)',
    // It blocks no port.
    blocked: 'not-sent, 2: got no answer (ECONNREFUSED)',
    selfSigned: 'not-sent, 2: got no answer (DEPTH_ZERO_SELF_SIGNED_CERT)',
    cut: 'unknown, 2: got no answer (ECONNRESET)',
  },
};

/**
 * @param {Runtime} runtime
 * @param {string[]} command The runtime, with its arguments.
 * @param {string} folder Where the package is installed.
 */
export async function checkConnectionErrors(runtime, [binary = '', ...args], folder) {
  const certificate = { key: fixture('test-only-key.pem'), cert: fixture('test-only-certificate.pem') };
  const selfSigned = createTlsServer(certificate, (_request, response) => response.end('{}'));
  const cut = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end()));
  try {
    const urls = {
      refused: 'http://127.0.0.1:2',
      nowhere: 'http://nowhere.invalid',
      blocked: 'http://127.0.0.1:6667',
      selfSigned: `https://localhost:${await portOf(selfSigned)}`,
      cut: `http://127.0.0.1:${await portOf(cut)}`,
    };
    writeFileSync(join(folder, 'connection-errors.script.mjs'), SCRIPT);
    const { stdout } = await promisify(execFile)(
      binary,
      [...args, 'connection-errors.script.mjs', ...Object.values(urls)],
      { cwd: folder, timeout: 60_000 },
    );
    const told = JSON.parse(stdout);
    assert.deepEqual(Object.fromEntries(Object.entries(urls).map(([what, url]) => [what, told[url]])), SAID[runtime]);
  } finally {
    selfSigned.close();
    cut.close();
  }
}

/** @param {import('node:net').Server} server @returns {Promise<number>} */
function portOf(server) {
  return new Promise((resolve) =>
    server.listen(0, () => resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port)),
  );
}
