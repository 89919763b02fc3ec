// @ts-check
// Runs the packed and installed package where other people's code is the environment: fetches of libraries,
// Jest and Vitest with a DOM, Cloudflare's workers. Needs `dist`.
import { execFile } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installTarball } from '../package/tarball.mjs';
import { installPrivatePackage } from '../setup/private-package.mjs';
import { checkWorkers, workerd } from './workers.mjs';

const LONGEST_RUN_MS = 60_000;
const here = fileURLToPath(new URL('.', import.meta.url));
const installed = `${here}node_modules/`;
installPrivatePackage(here);

const { folder } = installTarball();
for (const name of ['fetches.mjs', 'fetch-case.mjs', 'answers.mjs', 'jest', 'vitest']) {
  cpSync(`${here}${name}`, join(folder, name), { recursive: true });
}

/** @type {[name: string, script: string, ...args: string[]][]} */
const runs = [
  ['fetches of libraries', 'fetches.mjs'],
  ['Jest 29 with jsdom', ...jest('29')],
  ['Jest 30 with jsdom', ...jest('30')],
  ['Vitest with happy-dom', `${installed}vitest/vitest.mjs`, 'run', '--root=vitest', '--environment=happy-dom'],
];

const server = createServer((request, response) => {
  if (request.url?.startsWith('/silence')) return;
  request.resume().on('end', () => {
    // As PocketBase, which any page may ask.
    response.setHeader('access-control-allow-origin', '*').setHeader('access-control-allow-headers', '*');
    response.setHeader('access-control-allow-methods', '*');
    const filter = new URL(request.url ?? '', url).searchParams.get('filter') ?? '';
    const [, random_id] = /['"](.*)['"]/.exec(filter) ?? [];
    const found = JSON.stringify({ items: [{ id: 'abc123def456789', random_id }] });
    response.setHeader('content-type', 'application/json');
    response.end(request.method === 'GET' ? found : '{"id":"abc123def456789"}');
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const url = `http://127.0.0.1:${port}`;

for (const [name, script, ...args] of runs) await check(name, () => run(script, args));
if (existsSync(workerd)) await check('Cloudflare workers', () => checkWorkers(folder, url));
else {
  console.log(`SKIP  Cloudflare workers: npm has none for ${process.platform}-${process.arch}`);
  if (process.env['REQUIRE_RUNTIMES'] === '1') process.exitCode = 1;
}
server.closeAllConnections();
server.close();

/**
 * @param {'29' | '30'} major
 * @returns {[script: string, ...args: string[]]}
 */
function jest(major) {
  const args = [
    '--rootDir=jest',
    `--env=${join(folder, 'jest/jsdom-with-fetch.cjs')}`,
    '--testMatch=**/*.test.cjs',
    '--no-cache',
    '--runInBand',
  ];
  return [`${installed}jest-${major}/bin/jest.js`, ...args];
}

/** @param {string} script @param {string[]} args */
async function run(script, args) {
  // The package is found as its users find it, the libraries are not beside it.
  const env = { ...process.env, SERVER_URL: url, LIBRARIES: `${here}package.json` };
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], {
    cwd: folder,
    env,
    timeout: LONGEST_RUN_MS,
  });
  return stdout;
}

/** @param {string} name @param {() => Promise<unknown>} task */
async function check(name, task) {
  try {
    await task();
    console.log(`ok    ${name}`);
  } catch (error) {
    const { message, stdout = '' } = /** @type {Error & { stdout?: string }} */ (error);
    console.log(`FAIL  ${name}\n${message}\n${stdout}`);
    process.exitCode = 1;
  }
}
