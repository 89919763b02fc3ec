// How often a request arrives whose connection breaks before the answer, on each runtime.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SCRIPT = `
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
const baseUrl = (globalThis.Deno?.args ?? process.argv.slice(2))[0];
const aClient = () => new TelemetryClient({ consent: true, attempts: 1, backend: pocketBase({ baseUrl }) });
const create = () => aClient().create({ type: 'lxc', nsapp: 'plex', random_id: 'random-id-0001' });
const patch = () => aClient().update({ random_id: 'random-id-0001', record_id: 'abc123def456789', status: 'done' });
const told = [];
// Each after one that was answered, on whose connection it may go.
for (const report of [create, create, patch, patch]) {
  const { outcome, error } = await report();
  told.push(error === undefined ? outcome : error.code + ', ' + error.fate);
}
console.log(JSON.stringify(told));
`;

/**
 * One attempt is one request, whether the runtime repeats requests by itself or not.
 *
 * @param {string[]} command The runtime, with its arguments.
 * @param {string} folder Where the package is installed.
 */
export async function checkRepeatedWrites([binary = '', ...args], folder) {
  /** @type {string[]} */
  const seen = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      seen.push(request.method ?? '');
      const isSecond = seen.filter((method) => method === request.method).length > 1;
      if (isSecond) response.socket?.destroy();
      else response.setHeader('content-type', 'application/json').end('{"id":"abc123def456789"}');
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  try {
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    writeFileSync(join(folder, 'repeated-writes.script.mjs'), SCRIPT);
    const { stdout } = await promisify(execFile)(
      binary,
      [...args, 'repeated-writes.script.mjs', `http://127.0.0.1:${port}`],
      { cwd: folder, timeout: 30_000 },
    );
    assert.deepEqual(JSON.parse(stdout), ['created', 'unreachable, unknown', 'updated', 'unreachable, unknown']);
    assert.deepEqual(seen, ['POST', 'POST', 'PATCH', 'PATCH']);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
