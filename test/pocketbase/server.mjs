// @ts-check
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCollectorAsPocketBase } from '../collector/as-pocketbase.mjs';
import { COLLECTOR } from './binary.mjs';

const COLLECTION = '/api/collections/_dev_telemetry_data/records';
const MIGRATIONS = fileURLToPath(new URL('../../examples/pocketbase/pb_migrations', import.meta.url));
const START_MS = 60_000;

/**
 * @typedef {Record<string, unknown> & { id: string, random_id: string, status: string, error: string, exit_code: number }} StoredRecord
 * @typedef {object} PocketBase
 * @property {string} url Root URL, without a trailing slash.
 * @property {string} data Folder of its data.
 * @property {string} database The file of its records.
 * @property {number} pid
 * @property {'legacy' | 'current'} generation Up to 0.22, or 0.23 and later.
 * @property {(random_id?: string) => Promise<StoredRecord[]>} records What is stored, oldest first.
 * @property {() => Promise<void>} crash Kills it as a power cut would.
 * @property {() => Promise<void>} revive Starts it again, on the same port and data.
 * @property {() => Promise<void>} stop Ends it by process id and removes its data.
 */

/**
 * Starts a PocketBase with the collection on a free port of 127.0.0.1, with data of its own. Both go with this process.
 *
 * @param {{ binary: string, migrations?: readonly string[], hooks?: string }} options Further migration files run after
 *   ours; hooks are a folder.
 * @returns {Promise<PocketBase>}
 */
export async function startPocketBase({ binary, migrations = [], hooks }) {
  if (binary === COLLECTOR) return startCollectorAsPocketBase();
  const data = mkdtempSync(join(tmpdir(), 'telemetry-pocketbase-'));
  // Repeats while a server that was just killed still writes.
  const removeData = () => rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', removeData);
  cpSync(MIGRATIONS, `${data}/pb_migrations`, { recursive: true });
  for (const file of migrations) copyFileSync(file, `${data}/pb_migrations/${basename(file)}`);

  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    let running = await run(port, binary, data, hooks);
    if (running.generation !== undefined) {
      return {
        url,
        data,
        database: `${data}/pb_data/data.db`,
        get pid() {
          return running.pid;
        },
        generation: running.generation,
        records: (random_id) => readAll(url, random_id),
        crash: () => running.end('SIGKILL'),
        async revive() {
          running = await run(port, binary, data, hooks);
          if (running.generation === undefined) throw new Error(`PocketBase did not start again: ${running.printed()}`);
        },
        async stop() {
          await running.end('SIGTERM');
          process.off('exit', removeData);
          removeData();
        },
      };
    }
    // Somebody else may have taken the port in between.
    if (tries === 3 || !running.printed().includes('address already in use')) {
      process.off('exit', removeData);
      removeData();
      throw new Error(`PocketBase did not start: ${running.printed()}`);
    }
  }
}

/**
 * Runs the binary until it is healthy, or has ended without getting there.
 *
 * @param {number} port
 * @param {string} binary
 * @param {string} data
 * @param {string} [hooks]
 * @returns {Promise<{ pid: number, generation?: 'legacy' | 'current', printed: () => string, end: (signal: NodeJS.Signals) => Promise<void> }>}
 */
async function run(port, binary, data, hooks) {
  const address = `127.0.0.1:${port}`;
  // Every folder is named, since the defaults lie beside the binary.
  const args = ['serve', `--http=${address}`, `--dir=${data}/pb_data`, `--migrationsDir=${data}/pb_migrations`];
  const child = spawn(
    binary,
    [
      ...args,
      `--hooksDir=${hooks ?? `${data}/none`}`,
      `--publicDir=${data}/none`,
      '--dev=false',
      '--automigrate=false',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (printed += chunk));
  let isOver = false;
  const over = new Promise((resolve) => {
    child.on('exit', () => resolve((isOver = true)));
    child.on('error', (error) => resolve((isOver = true) && (printed += error.message)));
  });
  const killWithUs = () => void child.kill('SIGKILL');
  // Before its data is removed.
  process.prependOnceListener('exit', killWithUs);

  /** @param {NodeJS.Signals} signal */
  const end = async (signal) => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
    await over;
    clearTimeout(timer);
    process.off('exit', killWithUs);
  };

  const until = Date.now() + START_MS;
  while (!isOver && Date.now() < until) {
    const health = await fetch(`http://${address}/api/health`).then(
      (answer) => answer.json(),
      () => undefined,
    );
    if (health !== undefined && !isOver) {
      const generation = health.data?.canBackup === undefined ? 'current' : 'legacy';
      return { pid: /** @type {number} */ (child.pid), generation, printed: () => printed, end };
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await end('SIGKILL');
  return { pid: 0, printed: () => printed, end };
}

/**
 * @param {string} url
 * @param {string} [random_id]
 */
async function readAll(url, random_id) {
  const filter = random_id === undefined ? '' : `&filter=${encodeURIComponent(`(random_id='${random_id}')`)}`;
  const records = [];
  for (let page = 1; ; page += 1) {
    const answer = await fetch(`${url}${COLLECTION}?sort=created,id&perPage=500&page=${page}${filter}`);
    const { items, perPage } = await answer.json();
    records.push(...items);
    if (items.length < perPage) return records;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
