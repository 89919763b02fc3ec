// @ts-check
// Runs real installers through the packed package's `run --`, on one runtime, and reads what was stored.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LONGEST_RUN_MS = 30_000;
const guards = mkdtempSync(join(tmpdir(), 'telemetry-runtimes-'));
process.on('exit', () => rmSync(guards, { recursive: true, force: true }));
const installers = fileURLToPath(new URL('../fixtures/installers/', import.meta.url));

/**
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 * @typedef {object} Case
 * @property {string} name
 * @property {string[]} installer
 * @property {boolean} [inPath] The installer is named without its folder.
 * @property {boolean} [inTerminal]
 * @property {(runner: ChildProcess, pid: number) => unknown} [befalls] What happens once the installer has begun.
 * @property {string} [ends] How the runner ends; of one whose terminal is gone nobody learns.
 * @property {{ status: string, exit_code: number }} stored
 */

/** @type {Case[]} The collection stores aborted as unknown. */
const CASES = [
  { name: 'success', installer: ['succeeds.sh'], ends: '0', stored: { status: 'sucess', exit_code: 0 } },
  { name: 'apt-get fails', installer: ['apt-get.sh'], ends: '100', stored: { status: 'failed', exit_code: 100 } },
  {
    name: 'a line fails',
    installer: ['fails-at-line.sh', '6', '77'],
    ends: '77',
    stored: { status: 'failed', exit_code: 77 },
  },
  {
    name: 'a script without #!',
    installer: ['no-interpreter.sh', '7'],
    ends: '7',
    stored: { status: 'failed', exit_code: 7 },
  },
  {
    name: 'a script without #! in PATH',
    installer: ['no-interpreter.sh', '7'],
    inPath: true,
    ends: '7',
    stored: { status: 'failed', exit_code: 7 },
  },
  {
    name: 'the installer sends itself SIGXFSZ',
    installer: ['kills-itself.sh', 'XFSZ'],
    ends: '153',
    stored: { status: 'failed', exit_code: 153 },
  },
  {
    name: 'Ctrl+C in a terminal',
    installer: ['waits.sh'],
    inTerminal: true,
    befalls: (runner) => runner.stdin?.write('\x03'),
    ends: '130',
    stored: { status: 'unknown', exit_code: 130 },
  },
  {
    name: 'the installer is killed',
    installer: ['waits.sh'],
    inTerminal: true,
    befalls: (_, pid) => process.kill(pid, 'SIGKILL'),
    ends: '137',
    stored: { status: 'failed', exit_code: 137 },
  },
  {
    name: 'the runner is terminated',
    installer: ['waits.sh'],
    befalls: (runner) => runner.kill('SIGTERM'),
    ends: 'SIGTERM',
    stored: { status: 'unknown', exit_code: 143 },
  },
  {
    name: 'the terminal hangs up',
    installer: ['waits.sh'],
    inTerminal: true,
    befalls: (runner) => runner.kill('SIGKILL'),
    stored: { status: 'unknown', exit_code: 129 },
  },
];

/**
 * What runtimes make of a command that a real-time signal ended. Node's `child_process` gives exit code 0 for it, and
 * nothing else; Bun's too.
 *
 * @param {boolean} isTold The runtime says so.
 * @returns {Case}
 */
const realTimeSignal = (isTold) => ({
  name: 'the installer sends itself a real-time signal',
  installer: ['kills-itself.sh', '40'],
  ends: isTold ? '168' : '0',
  stored: isTold ? { status: 'failed', exit_code: 168 } : { status: 'sucess', exit_code: 0 },
});

/**
 * @param {string[]} command What runs the package's command line on this runtime.
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 * @param {boolean} isDeno
 * @returns {Promise<number>} how many cases there are; each has held.
 */
export async function checkRunCommand(command, server, isDeno) {
  const cases = [...CASES, realTimeSignal(isDeno)];
  for (const one of cases) {
    try {
      await checkCase(one, command, server);
    } catch (cause) {
      throw new Error(`run --, ${one.name}`, { cause });
    }
  }
  return cases.length;
}

/**
 * @param {Case} one
 * @param {string[]} command
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 */
async function checkCase({ installer: [script, ...args], inPath, inTerminal, befalls, ends, stored }, command, server) {
  const random_id = randomUUID();
  const words = [...command, 'run', '--nsapp', 'plex', '--', `${inPath === true ? '' : installers}${script}`, ...args];
  const env = {
    ...process.env,
    PATH: `${installers}:${process.env['PATH']}`,
    ...{ DIAGNOSTICS: 'yes', RANDOM_UUID: random_id, SHELL: '/bin/bash', TELEMETRY_GUARDS: guards },
    ...{ TELEMETRY_URL: '', PB_URL: server.url },
  };
  const runner = inTerminal === true ? startInTerminal(words, env) : spawn(String(words[0]), words.slice(1), { env });
  const timer = setTimeout(() => runner.kill('SIGKILL'), LONGEST_RUN_MS);
  let printed = '';
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => runner.on('close', (code, signal) => resolve(signal ?? String(code))));
  let pid = 0;
  for (const stream of [runner.stdout, runner.stderr]) {
    stream?.on('data', (chunk) => {
      printed += String(chunk);
      if (pid !== 0 || befalls === undefined) return;
      pid = Number(/begun (\d+)\r?\n/.exec(printed)?.[1] ?? 0);
      if (pid !== 0) befalls(runner, pid);
    });
  }
  try {
    const end = await ended;
    if (ends !== undefined) assert.equal(inTerminal === true ? /ended (\d+)/.exec(printed)?.[1] : end, ends, printed);
    if (inTerminal === true && ends !== undefined) {
      const [, before, after] = /before (\S+)[^]*after (\S+)/.exec(printed) ?? [];
      assert.equal(after, before, 'the terminal is not as it was');
    }
    assert.deepEqual(await endStored(server, random_id), [stored], printed);
  } finally {
    clearTimeout(timer);
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
}

/**
 * The shell between has a trap, so that Ctrl+C does not end it too.
 *
 * @param {string[]} words
 * @param {NodeJS.ProcessEnv} env
 */
function startInTerminal(words, env) {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const shell = `trap : INT; echo "before $(stty -g)"; ${quoted}; echo "ended $?"; echo "after $(stty -g)"`;
  return spawn('script', ['-qec', shell, '/dev/null'], { env });
}

/**
 * The ends that are stored, once none of them is `installing`.
 *
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 * @param {string} random_id
 */
async function endStored(server, random_id) {
  for (let tries = 0; ; tries += 1) {
    const records = await server.records(random_id);
    const ends = records.map(({ status, exit_code }) => ({ status, exit_code }));
    if (tries === 50 || (ends.length > 0 && ends.every(({ status }) => status !== 'installing'))) return ends;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return pid !== 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
