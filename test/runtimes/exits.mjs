// @ts-check
// Ends a process in every way there is, on one runtime, and reads what `reportExit` stored.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { npm } from '../setup/npm.mjs';

const LONGEST_RUN_MS = 30_000;
const beside = fileURLToPath(new URL('../beside/', import.meta.url));
if (!existsSync(`${beside}node_modules/`)) npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], beside);
const signalExit = `${beside}node_modules/signal-exit/dist/mjs/index.js`;

/**
 * @typedef {object} Case
 * @property {string} way What the program does, as in exit-program.mjs.
 * @property {NodeJS.Signals} [signal]
 * @property {string} ends
 * @property {[status: string, exit_code: number]} stored
 * @property {string} [prints] What it prints among other things.
 */

/** @type {[status: string, exit_code: number]} Nothing is reported. */
const NOTHING = ['installing', 0];

/** @type {Case[]} The collection stores aborted as unknown. */
const CASES = [
  { way: 'nothing left', ends: 'exit 0', stored: ['unknown', 0] },
  { way: 'nothing left, exit code 3', ends: 'exit 3', stored: ['failed', 3] },
  { way: 'error', ends: 'exit 1', stored: NOTHING },
  { way: 'later error', ends: 'exit 1', stored: NOTHING },
  { way: 'rejection', ends: 'exit 1', stored: NOTHING },
  { way: 'later rejection', ends: 'exit 1', stored: NOTHING },
  { way: 'rejection after a request', ends: 'exit 1', stored: NOTHING },
  { way: 'rejection of undefined', ends: 'exit 1', stored: NOTHING },
  { way: 'rejection at the top', ends: 'exit 1', stored: NOTHING },
  { way: 'process.exit', ends: 'exit 5', stored: NOTHING },
  { way: 'process.exit 0', ends: 'exit 0', stored: NOTHING },
  { way: 'waits', signal: 'SIGINT', ends: 'SIGINT', stored: ['unknown', 130] },
  { way: 'waits', signal: 'SIGTERM', ends: 'SIGTERM', stored: ['unknown', 143] },
  { way: 'waits', signal: 'SIGHUP', ends: 'SIGHUP', stored: ['unknown', 129] },
  { way: 'waits', signal: 'SIGKILL', ends: 'SIGKILL', stored: NOTHING },
  { way: 'process.emit', ends: 'SIGINT', stored: ['unknown', 130] },
  { way: 'signal-exit 4', signal: 'SIGTERM', ends: 'SIGTERM', stored: ['unknown', 143] },
  { way: 'process.exit meanwhile', signal: 'SIGTERM', ends: 'exit 6', stored: NOTHING },
  { way: 'a listener that exits', signal: 'SIGINT', ends: 'exit 4', stored: NOTHING },
  { way: 'a listener that exits later', signal: 'SIGINT', ends: 'exit 4', stored: ['unknown', 130] },
];

/** @type {Case[]} */
const ERRORS_MEANWHILE = [
  { way: 'error meanwhile', signal: 'SIGTERM', ends: 'exit 1', stored: NOTHING, prints: 'uncaught' },
  { way: 'rejection meanwhile', signal: 'SIGTERM', ends: 'exit 1', stored: NOTHING, prints: 'unhandled' },
];

/**
 * Where runtimes differ: Deno has another way to end. Bun ends by an error only once the program's top-level await is over.
 *
 * @param {string} runtime
 * @returns {Case[]}
 */
function casesOf(runtime) {
  if (runtime === 'Bun') return ERRORS_MEANWHILE.map((one) => ({ ...one, ends: 'SIGTERM', stored: ['unknown', 143] }));
  const exits = { way: 'Deno.exit', ends: 'exit 4', stored: NOTHING };
  return runtime === 'Deno' ? [...ERRORS_MEANWHILE, exits] : ERRORS_MEANWHILE;
}

/**
 * @param {string[]} command What runs exit-program.mjs on this runtime.
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 * @param {string} runtime
 * @returns {Promise<number>} how many cases there are; each has held.
 */
export async function checkExits(command, server, runtime) {
  const cases = [...CASES, ...casesOf(runtime)];
  for (const one of cases) {
    try {
      await checkCase(one, command, server);
    } catch (cause) {
      throw new Error(`exits, ${one.way}, ${one.signal}`, { cause });
    }
  }
  return cases.length;
}

/**
 * @param {Case} one
 * @param {string[]} command
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 */
async function checkCase({ way, signal, ends, stored, prints = '' }, command, server) {
  const random_id = randomUUID();
  const program = spawn(String(command[0]), [...command.slice(1), server.url, random_id, way, signalExit]);
  const timer = setTimeout(() => program.kill('SIGKILL'), LONGEST_RUN_MS);
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => program.on('close', (code, by) => resolve(by ?? `exit ${code}`)));
  let printed = '';
  for (const stream of [program.stdout, program.stderr]) {
    stream.on('data', (chunk) => {
      const hadBegun = printed.includes('begun');
      printed += String(chunk);
      if (signal !== undefined && !hadBegun && printed.includes('begun')) program.kill(signal);
    });
  }
  assert.equal(await ended, ends, printed);
  assert.ok(printed.includes(prints), printed);
  clearTimeout(timer);
  const records = await server.records(random_id);
  assert.deepEqual(
    records.map(({ status, exit_code }) => [status, exit_code]),
    [stored],
    printed,
  );
}
