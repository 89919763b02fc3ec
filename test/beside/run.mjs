// @ts-check
// Ends programs that use other libraries which listen to signals, with `reportExit` and without: they end alike, and
// what is stored says how, or that the program left the report no time.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { findPocketBase } from '../pocketbase/binary.mjs';
import { startPocketBase } from '../pocketbase/server.mjs';
import { installPrivatePackage } from '../setup/private-package.mjs';

const LONGEST_RUN_MS = 30_000;
const AT_ONCE = 4;
const here = fileURLToPath(new URL('.', import.meta.url));
installPrivatePackage(here);

/**
 * @typedef {object} Case
 * @property {string} library
 * @property {'library first' | 'library last'} [order]
 * @property {NodeJS.Signals[]} signals One after the other, 200 ms apart; in a terminal Ctrl+C.
 * @property {boolean} [toGroup] The signal reaches the program's children too.
 * @property {boolean} [inTerminal]
 * @property {string} ends How the program ends, with us and without.
 * @property {string} [endsWithUs] How it ends with us, where it goes on for as long as the signal is being reported.
 * @property {number | 'installing'} stored The exit code of an end that is stored as aborted, or none.
 */

/** @type {Case[]} */
const CASES = [
  { library: 'none', signals: ['SIGINT'], ends: 'SIGINT', stored: 130 },
  ...['signal-exit 3', 'signal-exit 4', 'both signal-exits'].flatMap((library) =>
    /** @type {const} */ (['library first', 'library last']).flatMap((order) => [
      { library, order, signals: signals('SIGINT'), ends: 'SIGINT', stored: 130 },
      { library, order, signals: signals('SIGTERM'), ends: 'SIGTERM', stored: 143 },
      { library, order, signals: signals('SIGHUP'), ends: 'SIGHUP', stored: 129 },
    ]),
  ),
  { library: 'the CJS build of this package', signals: ['SIGINT'], ends: 'SIGINT', stored: 130 },
  {
    library: 'the CJS build of this package',
    order: 'library first',
    signals: ['SIGHUP'],
    ends: 'SIGHUP',
    stored: 129,
  },
  { library: 'execa', signals: ['SIGTERM'], ends: 'SIGTERM', stored: 143 },
  { library: 'ora 8', signals: ['SIGINT'], inTerminal: true, ends: '130', stored: 130 },
  { library: 'ora 9', signals: ['SIGINT'], inTerminal: true, ends: '130', stored: 130 },
  { library: 'ora 9', signals: ['SIGTERM'], ends: 'SIGTERM', stored: 143 },
  { library: 'restore-cursor', signals: ['SIGINT'], ends: 'SIGINT', stored: 130 },
  { library: '@inquirer/prompts', signals: ['SIGTERM'], ends: 'SIGTERM', stored: 143 },
  // These exit once they have cleaned up, which takes longer than the report.
  { library: 'exit-hook, asynchronous', signals: ['SIGTERM'], ends: 'exit 143', stored: 143 },
  { library: 'async-exit-hook, asynchronous', signals: ['SIGINT'], ends: 'exit 130', stored: 130 },
  { library: 'close-with-grace', signals: ['SIGTERM'], ends: 'exit 0', stored: 143 },
  { library: 'a listener that shuts down', signals: ['SIGTERM'], ends: 'exit 0', stored: 143 },
  // These exit at once.
  { library: 'yocto-spinner', signals: ['SIGINT'], ends: 'exit 130', stored: 'installing' },
  { library: 'exit-hook', signals: ['SIGTERM'], ends: 'exit 143', stored: 'installing' },
  { library: 'async-exit-hook', signals: ['SIGINT'], ends: 'exit 130', stored: 'installing' },
  { library: 'async-exit-hook', signals: ['SIGHUP'], ends: 'exit 129', stored: 'installing' },
  { library: 'death', signals: ['SIGTERM'], ends: 'exit 3', stored: 'installing' },
  { library: 'a listener that exits', signals: ['SIGINT'], ends: 'exit 130', stored: 'installing' },
  // Their command gets the signal too, and fails while it is being reported.
  { library: 'execa', signals: ['SIGINT'], toGroup: true, ends: 'SIGINT', endsWithUs: 'exit 1', stored: 'installing' },
  {
    library: 'execa, caught',
    signals: ['SIGINT'],
    toGroup: true,
    ends: 'SIGINT',
    endsWithUs: 'exit 1',
    stored: 'installing',
  },
  {
    library: 'execa, caught and reported',
    signals: ['SIGINT'],
    toGroup: true,
    ends: 'SIGINT',
    endsWithUs: 'exit 1',
    stored: 130,
  },
];

/** Where there is nothing to compare with: without us they would not get as far. @type {Case[]} */
const ONLY_WITH_US = [
  { library: 'process.emit', signals: [], ends: 'SIGINT', stored: 130 },
  // The second signal ends it at once, and its report with it.
  { library: 'signal-exit 4', signals: ['SIGTERM', 'SIGINT'], ends: 'SIGINT', stored: 'installing' },
  { library: 'signal-exit 3', signals: ['SIGTERM', 'SIGINT'], ends: 'SIGINT', stored: 'installing' },
];

const pocketbase = findPocketBase();
if (pocketbase.path === undefined) leaveOut(pocketbase.reason);
else await runAll(pocketbase.path);

/** @param {string} binary */
async function runAll(binary) {
  const server = await startPocketBase({ binary });
  const left = [
    ...CASES.flatMap((one) => [
      { one, isAlone: true },
      { one, isAlone: false },
    ]),
    ...ONLY_WITH_US.map((one) => ({ one, isAlone: false })),
  ];
  try {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = left.shift(); next !== undefined; next = left.shift())
          await check(next.one, next.isAlone, server);
      }),
    );
  } finally {
    await server.stop();
  }
}

/**
 * @param {Case} one
 * @param {boolean} isAlone Without us.
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 */
async function check(one, isAlone, server) {
  const { library, order, signals, toGroup, ends, endsWithUs = ends, stored } = one;
  // A busy machine may tell a program of its command's end before the signal that both got.
  const expected = isAlone ? (toGroup === true ? [ends, endsWithUs] : [ends]) : [endsWithUs];
  const name = `${library}${order === undefined ? '' : `, ${order}`}, ${signals.join(' and ')}${isAlone ? ', alone' : ''}`;
  try {
    const random_id = isAlone ? undefined : randomUUID();
    const { end, printed } = await endProgram(one, JSON.stringify({ url: server.url, random_id, library, order }));
    assert.ok(expected.includes(end), `${end}, expected ${expected.join(' or ')}\n${printed}`);
    if (random_id !== undefined) {
      const records = await server.records(random_id);
      const told = records.map(({ status, exit_code }) => (status === 'unknown' ? exit_code : status));
      assert.deepEqual(told, [stored], printed);
    }
    console.log(`ok    ${name}`);
  } catch (error) {
    console.log(`FAIL  ${name}\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

/**
 * Starts a program, ends it, and tells how it ended.
 *
 * @param {Case} one
 * @param {string} told
 * @returns {Promise<{ end: string, printed: string }>}
 */
async function endProgram({ signals, inTerminal, toGroup }, told) {
  const words = [process.execPath, `${here}program.mjs`, told];
  const child =
    inTerminal === true ? startInTerminal(words) : spawn(words[0] ?? '', words.slice(1), { detached: true });
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_RUN_MS);
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? `exit ${code}`)));
  let printed = '';
  let left = [...signals];
  const next = () => {
    const signal = left.shift();
    if (signal === undefined || child.pid === undefined) return;
    if (inTerminal === true) child.stdin?.write('\x03');
    else process.kill(toGroup === true ? -child.pid : child.pid, signal);
    setTimeout(next, 200);
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      const hadBegun = printed.includes('begun');
      printed += String(chunk);
      if (!hadBegun && printed.includes('begun')) next();
    });
  }
  const end = await ended;
  clearTimeout(timer);
  return { end: inTerminal === true ? String(/ended (\d+)/.exec(printed)?.[1]) : end, printed: printed.slice(-1_000) };
}

/**
 * The shell between has a trap, so that Ctrl+C does not end it too. In a terminal without columns ora loops for ever.
 *
 * @param {string[]} words
 */
function startInTerminal(words) {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const shell = `stty cols 80 rows 24; trap : INT; ${quoted}; echo "ended $?"`;
  return spawn('script', ['-qec', shell, '/dev/null'], { env: { ...process.env, SHELL: '/bin/bash' } });
}

/** @param {NodeJS.Signals[]} all */
function signals(...all) {
  return all;
}

/** @param {string} reason */
function leaveOut(reason) {
  console.log(`SKIP  ${reason}`);
  if (process.env['REQUIRE_RUNTIMES'] === '1') process.exitCode = 1;
}
