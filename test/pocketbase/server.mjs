// @ts-check
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COLLECTION = '/api/collections/_dev_telemetry_data/records';
const MIGRATIONS = fileURLToPath(new URL('../../examples/pocketbase/pb_migrations', import.meta.url));
const START_MS = 20_000;

/**
 * @typedef {Record<string, unknown> & { id: string, random_id: string, status: string, error: string, exit_code: number }} StoredRecord
 * @typedef {object} PocketBase
 * @property {string} url Root URL, without a trailing slash.
 * @property {number} pid
 * @property {'legacy' | 'current'} generation Up to 0.22, or 0.23 and later.
 * @property {(random_id?: string) => Promise<StoredRecord[]>} records What is stored, oldest first.
 * @property {() => Promise<void>} stop Ends it by process id and removes its data.
 */

/**
 * Starts a PocketBase with the collection on a free port of 127.0.0.1, with data of its own.
 *
 * @param {{ binary: string, migrations?: readonly string[] }} options Further migration files run after ours.
 * @returns {Promise<PocketBase>}
 */
export async function startPocketBase({ binary, migrations = [] }) {
  const data = mkdtempSync(join(tmpdir(), 'telemetry-pocketbase-'));
  cpSync(MIGRATIONS, `${data}/pb_migrations`, { recursive: true });
  for (const file of migrations) copyFileSync(file, `${data}/pb_migrations/${basename(file)}`);
  for (let tries = 1; ; tries += 1) {
    const started = await startOn(await freePort(), binary, data);
    if (typeof started !== 'string') return started;
    // Somebody else may have taken the port in between.
    if (tries === 3 || !started.includes('address already in use')) {
      rmSync(data, { recursive: true, force: true });
      throw new Error(`PocketBase did not start: ${started}`);
    }
  }
}

/**
 * @param {number} port
 * @param {string} binary
 * @param {string} data
 * @returns {Promise<PocketBase | string>} What it printed, where it did not start.
 */
async function startOn(port, binary, data) {
  const address = `127.0.0.1:${port}`;
  const url = `http://${address}`;
  // Every folder is named, since the defaults lie beside the binary.
  const args = ['serve', `--http=${address}`, `--dir=${data}/pb_data`, `--migrationsDir=${data}/pb_migrations`];
  const child = spawn(
    binary,
    [...args, `--hooksDir=${data}/none`, `--publicDir=${data}/none`, '--dev=false', '--automigrate=false'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
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
  process.once('exit', killWithUs);

  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
    await over;
    clearTimeout(timer);
    process.off('exit', killWithUs);
    rmSync(data, { recursive: true, force: true });
  };

  const until = Date.now() + START_MS;
  while (!isOver && Date.now() < until) {
    const health = await fetch(`${url}/api/health`).then(
      (answer) => answer.json(),
      () => undefined,
    );
    if (health !== undefined && !isOver) {
      const generation = health.data?.canBackup === undefined ? 'current' : 'legacy';
      return {
        url,
        pid: /** @type {number} */ (child.pid),
        generation,
        records: (random_id) => readAll(url, random_id),
        stop,
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.kill('SIGKILL');
  await over;
  process.off('exit', killWithUs);
  return printed;
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
