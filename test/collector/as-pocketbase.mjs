// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';

const COLLECTION = '/api/collections/_dev_telemetry_data/records';
const START_MS = 60_000;
/** `/api/records` gives no more at once. */
const PER_PAGE = 100;

const file = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const runtimes = file('../runtimes/');
const node26 = `${runtimes}node_modules/node26/bin/node`;
const cli = file('../../dist/cli/telemetry.cjs');
const ownAddress = file('each-from-its-own-address.cjs');

/**
 * Starts `telemetry serve` with what a suite asks of a PocketBase, on a free port and a file of its own. Both go with this
 * process.
 *
 * @returns {Promise<import('../pocketbase/server.mjs').PocketBase>}
 */
export async function startCollectorAsPocketBase() {
  // Node 20 has no SQLite.
  if (!existsSync(node26)) installPrivatePackage(runtimes);
  const data = mkdtempSync(join(tmpdir(), 'telemetry-collector-'));
  const removeData = () => rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', removeData);
  const database = join(data, 'telemetry.db');
  let running = await run(database, '0');
  const { url } = running;
  return {
    url,
    data,
    database,
    get pid() {
      return running.pid;
    },
    generation: 'current',
    records: (random_id) => (random_id === undefined ? readAll(url) : lookUp(url, random_id)),
    crash: () => running.end('SIGKILL'),
    async revive() {
      running = await run(database, new URL(url).port);
    },
    async stop() {
      await running.end('SIGTERM');
      process.off('exit', removeData);
      removeData();
    },
  };
}

/**
 * @param {string} database
 * @param {string} port
 * @returns {Promise<{ url: string, pid: number, end: (signal: NodeJS.Signals) => Promise<void> }>}
 */
async function run(database, port) {
  const serve = [cli, 'serve', '--port', port, '--store', database, '--trusted-proxies', '127.0.0.0/8', '--json'];
  const child = spawn(node26, ['--require', ownAddress, ...serve], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let failed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (failed += chunk));
  const over = once(child, 'exit');
  const killWithUs = () => void child.kill('SIGKILL');
  // Before its data is removed.
  process.prependOnceListener('exit', killWithUs);
  const until = Date.now() + START_MS;
  while (!printed.includes('\n') && child.exitCode === null && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  if (!printed.includes('\n')) throw new Error(`The collector did not start: ${failed}`);
  return {
    url: JSON.parse(printed).url,
    pid: /** @type {number} */ (child.pid),
    async end(signal) {
      child.kill(signal);
      const timer = setTimeout(killWithUs, 30_000);
      await over;
      clearTimeout(timer);
      process.off('exit', killWithUs);
    },
  };
}

/**
 * @param {string} url
 * @param {string} random_id
 */
async function lookUp(url, random_id) {
  const filter = encodeURIComponent(`(random_id='${random_id}')`);
  const { items } = await readJson(`${url}${COLLECTION}?filter=${filter}`);
  return items;
}

/**
 * The collector has no list in PocketBase's dialect.
 *
 * @param {string} url
 */
async function readAll(url) {
  const records = [];
  for (let page = 1; ; page += 1) {
    const listed = await readJson(`${url}/api/records?sort=created&repo=all&limit=${PER_PAGE}&page=${page}`);
    for (const { random_id } of listed.records ?? []) records.push(...(await lookUp(url, random_id)));
    if (page >= listed.total_pages) return records;
  }
}

/** @param {string} url */
async function readJson(url) {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`GET ${url} answered ${answer.status}`);
  return answer.json();
}
