// @ts-check
// Runs every library of this runtime through every way to end, in `track`, and writes down what was stored.
// Called with the folder where the package is installed, and the file for the answer.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import childProcess from './child-process.mjs';
import execa from './execa.mjs';
import runtimesOwn from './runtimes-own.mjs';
import shells from './shells.mjs';
import smallOnes from './small-ones.mjs';
import { fileOf, MAX_BUFFER, TIMEOUT_MS, WAYS } from './ways-to-end.mjs';

/**
 * @typedef {import('./library.mjs').Library} Library
 * @typedef {import('./library.mjs').Form} Form
 * @typedef {import('./ways-to-end.mjs').Way} Way
 *
 * @typedef {object} Cell
 * @property {string} library
 * @property {string} form
 * @property {string} way
 * @property {string} stored The status and the exit code, or why there are none.
 * @property {string} gave What the library gave.
 */

const LONGEST_CELL_MS = 10_000;
const AT_ONCE = 4;
// Here Deno throws where no caller can catch it; run alone, the error is known to be this cell's.
const ENDS_A_PROCESS = 'real-time signal';
const [folder = '', answer = ''] = process.argv.slice(2);
const runtime = 'Bun' in globalThis ? 'bun' : 'Deno' in globalThis ? 'deno' : 'node';
const scratch = mkdtempSync(join(tmpdir(), 'telemetry-libraries-'));
const dist = pathToFileURL(join(folder, 'node_modules/@community-scripts/telemetry/dist/')).href;
/** @type {typeof import('@community-scripts/telemetry')} */
const { TelemetryClient } = await import(`${dist}index.js`);
/** @type {typeof import('@community-scripts/telemetry/testing')} */
const { memory } = await import(`${dist}testing.js`);

let begunCount = 0;
/** @type {Cell[]} */
const cells = [];
/** @type {(error: unknown) => void} */
let onUncaught = (error) => {
  throw error;
};
process.on('uncaughtException', (error) => onUncaught(error));
process.on('unhandledRejection', (error) => onUncaught(error));

const all = await cellsToRun([...childProcess, ...execa, ...smallOnes, ...shells, ...runtimesOwn]);
await runAll(
  all.filter(({ isAlone }) => !isAlone),
  AT_ONCE,
);
await runAll(
  all.filter(({ isAlone }) => isAlone),
  1,
);
writeFileSync(answer, JSON.stringify(cells));
rmSync(scratch, { recursive: true, force: true });
process.exit(0);

/**
 * @param {readonly { run: () => Promise<Cell> }[]} queued
 * @param {number} atOnce
 */
async function runAll(queued, atOnce) {
  const queue = [...queued];
  const workers = Array.from({ length: atOnce }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) cells.push(await next.run());
  });
  await Promise.all(workers);
}

/**
 * @param {readonly Library[]} libraries
 * @returns {Promise<{ isAlone: boolean, run: () => Promise<Cell> }[]>}
 */
async function cellsToRun(libraries) {
  const runs = [];
  for (const library of libraries) {
    if (library.only !== undefined && library.only !== runtime) continue;
    const loaded = await library.load().then(
      (value) => ({ value }),
      (error) => ({ reason: String(error.message).split('\n')[0] }),
    );
    for (const form of library.forms) {
      for (const way of WAYS.filter((one) => has(form, one))) {
        const cell = { library: library.name, form: form.name, way: way.name };
        const run = async () =>
          'reason' in loaded
            ? { ...cell, stored: `does not run: ${loaded.reason}`, gave: 'nothing' }
            : { ...cell, ...(await runCell(form, way, loaded.value)) };
        runs.push({ isAlone: form.blocks === true || way.name === ENDS_A_PROCESS, run });
      }
    }
  }
  return runs;
}

/**
 * @param {Form} form
 * @param {Way} way
 */
function has({ takes = [], ways }, { name, needs }) {
  if (needs !== undefined && !takes.includes(needs)) return false;
  return ways === undefined ? name !== 'still runs' : ways.includes(name);
}

/**
 * @param {Form} form
 * @param {Way} way
 * @param {unknown} library
 */
async function runCell(form, way, library) {
  const begun = join(scratch, `begun-${(begunCount += 1)}`);
  const file = fileOf(way);
  const args = way.script === 'waits.sh' ? [begun] : [];
  const line = [file, ...args].map((word) => `'${word}'`).join(' ');
  const caller = new AbortController();
  /** @type {import('./library.mjs').How['options']} */
  const options = {};
  if (way.needs === 'timeout') options.timeout = TIMEOUT_MS;
  if (way.needs === 'maxBuffer') options.maxBuffer = MAX_BUFFER;
  if (way.signal === 'timeout') options.signal = AbortSignal.timeout(TIMEOUT_MS);

  const { backend, end } = rememberingBackend();
  const client = new TelemetryClient({ consent: true, backend });
  let gave = 'nothing: it never ended';
  const tracked = client.track(
    { type: 'lxc', nsapp: 'plex' },
    async ({ signal }) => {
      if (way.needs === 'signal') options.signal ??= signal;
      try {
        const result = await form.work({ file, args, line, options }, library);
        gave = `result ${described(result)}`;
        return result;
      } catch (error) {
        gave = `error ${described(error)}`;
        throw error;
      }
    },
    { signal: caller.signal },
  );
  const over = tracked.then(end, end);
  const died = new Promise((resolve) => {
    if (way.name !== ENDS_A_PROCESS) return;
    onUncaught = (error) => {
      gave = `uncaught ${described(error)}`;
      resolve('ends the process');
    };
  });
  if (way.signal === 'caller') void pidIn(begun).then(() => caller.abort());
  if (way.signal === 'reason') void pidIn(begun).then(() => caller.abort(new Error('The disk is full')));
  const stored = await Promise.race([over, died, wait(LONGEST_CELL_MS, 'never ends', { ref: false })]);
  if (way.script === 'waits.sh') await kill(begun, way.name === 'still runs');
  return { stored, gave };
}

/** The memory backend, and the end it was told in the client's words: the collection has none for `aborted`. */
function rememberingBackend() {
  const store = memory();
  /** @type {string[]} */
  const told = [];
  /** @type {typeof store.update} */
  const update = (target, call) => {
    told.push(`${target.patch.status} ${target.patch.exit_code}`);
    return store.update(target, call);
  };
  return {
    backend: { ...store, update },
    end() {
      const stored = store.records().map(({ status, exit_code }) => `${status} ${exit_code}`);
      const expected = told.map((one) => one.replace('success', 'sucess').replace('aborted', 'unknown'));
      return stored.length === 1 && stored.join() === expected.join()
        ? String(told[0])
        : `stored ${stored}, told ${told}`;
    },
  };
}

/**
 * The process that wrote itself down, once it has.
 *
 * @param {string} begun
 */
async function pidIn(begun) {
  for (let tries = 0; tries < LONGEST_CELL_MS / 20; tries += 1) {
    const pid = Number(readIfThere(begun));
    if (pid > 0) return pid;
    await wait(20);
  }
  return 0;
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Ends what a library left running.
 *
 * @param {string} begun
 * @param {boolean} mustBegin
 */
async function kill(begun, mustBegin) {
  const pid = mustBegin ? await pidIn(begun) : Number(readIfThere(begun));
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended itself.
  }
}

/**
 * A value as a classifier meets it: its class, its own properties and what its class has.
 *
 * @param {unknown} value
 */
function described(value) {
  if (typeof value !== 'object' || value === null) return inspect(value);
  const name = Object.getPrototypeOf(value)?.constructor?.name ?? 'null';
  const own = Object.getOwnPropertyNames(value)
    .filter((key) => !/^(_|stack$)/.test(key) && typeof read(value, key) !== 'function')
    .map((key) => `${key}: ${short(read(value, key))}`);
  const inherited = [
    'exitCode',
    'code',
    'status',
    'signal',
    'signalCode',
    'pid',
    'killed',
    'success',
    'failed',
    'cause',
    'name',
  ]
    .filter((key) => !Object.hasOwn(value, key) && key in value)
    .map((key) => `${key}: ${short(read(value, key))}`);
  return `${name} { ${own.join(', ')} }, inherits { ${inherited.join(', ')} }`;
}

/**
 * @param {object} value
 * @param {string} key
 */
function read(value, key) {
  try {
    return /** @type {Record<string, unknown>} */ (value)[key];
  } catch (error) {
    return error;
  }
}

/** @param {unknown} value */
function short(value) {
  if (value instanceof Error) return `[${value.name}: ${value.message.slice(0, 80)}]`;
  return inspect(value, { depth: -1, breakLength: Infinity, maxArrayLength: 3, maxStringLength: 60 });
}
