// @ts-check
// What is stored of each library's ends: what is right, but where a library tells less. An entry here that no
// cell needs is an error, so that what a new release tells is noticed.
import { WAYS } from './ways-to-end.mjs';

/**
 * @typedef {object} Exception
 * @property {readonly string[]} of Libraries, or one's forms as `library: form`.
 * @property {readonly string[]} [ways] Left out: all of them.
 * @property {readonly string[]} [on] Runtimes, with or without their version. Left out: all of them.
 * @property {string} stored
 * @property {string} why
 */

/** What waits for `exit` or `close` of Node's `spawn`, without a shell between. */
const SPAWNED = [
  'child_process: spawn, the child after its end',
  "child_process: once(child, 'exit')",
  "child_process: once(child, 'close')",
  "child_process: child.on('close', resolve)",
  'child_process: promisify(execFile)',
  'child_process: execFile, its error rejected',
  'cross-spawn: the child after its end',
  "cross-spawn: once(child, 'close')",
  'execa 9: throws',
  'execa 9: reject: false',
  'execa 10: throws',
  'execa 10: reject: false',
  'tinyexec: x',
  'tinyexec: x, throwOnError',
  'tinyexec: x, its process after its end',
  'nano-spawn',
  '@npmcli/promise-spawn: throws',
  '@actions/exec',
  'zx: $ throws',
  'zx: $, nothrow',
  'zx: $, exitCode',
  'dax',
];
const EXECA_SYNC = [
  'execa 9: execaSync throws',
  'execa 9: execaSync, reject: false',
  'execa 10: execaSync throws',
  'execa 10: execaSync, reject: false',
];
const ENDED_CHILDREN = [
  'child_process: spawn, the child after its end',
  'child_process: fork, the child after its end',
  'cross-spawn: the child after its end',
  'shelljs: exec async, the child after its end',
  'Bun.spawn: the process after its end',
];

/** @type {readonly Exception[]} The first that fits counts. */
export const EXCEPTIONS = [
  {
    of: ['execa 10'],
    on: ['Node 20'],
    stored: 'does not run: TEXT_ENCODINGS.union is not a function',
    why: 'it is made for Node 22 and later',
  },
  {
    of: ['node-pty'],
    on: ['Bun'],
    stored: 'does not run: it hangs up on what it has started',
    why: 'Bun closes the terminal at its will',
  },

  // No library can tell what its runtime does not.
  {
    of: SPAWNED,
    ways: ['real-time signal'],
    on: ['Node', 'Bun'],
    stored: 'success 0',
    why: 'the runtime says exit code 0 and no signal',
  },
  {
    of: SPAWNED,
    ways: ['real-time signal'],
    on: ['Deno'],
    stored: 'ends the process',
    why: 'Deno throws "Invalid signal: 40" where no caller can catch it',
  },
  {
    of: ['Deno.Command'],
    ways: ['real-time signal'],
    stored: 'failed 1',
    why: 'Deno throws "Invalid signal: 40"',
  },
  {
    of: ['child_process: spawnSync', 'cross-spawn: sync'],
    ways: ['real-time signal', 'no permission'],
    on: ['Deno'],
    stored: 'success 0',
    why: 'Deno gives an object without properties',
  },
  {
    of: ['child_process: execFileSync', 'tinyexec: xSync', 'tinyexec: xSync, throwOnError'],
    ways: ['no permission'],
    on: ['Deno'],
    stored: 'failed 1',
    why: "Deno's spawnSync gives an object without properties",
  },
  {
    of: EXECA_SYNC,
    ways: ['missing', 'no permission'],
    on: ['Deno'],
    stored: 'failed 1',
    why: "a TypeError, since Deno's spawnSync gives no output",
  },
  {
    of: [
      'child_process: spawnSync',
      'child_process: execFileSync',
      'cross-spawn: sync',
      'tinyexec: xSync',
      'tinyexec: xSync, throwOnError',
      'zx: $.sync, nothrow',
    ],
    ways: ['real-time signal'],
    stored: 'failed 1',
    why: "an empty text is the signal's name",
  },
  {
    of: [...EXECA_SYNC, 'shelljs: cmd'],
    ways: ['real-time signal'],
    stored: 'failed 1',
    why: 'a TypeError, since a signal without a name has no description',
  },
  {
    of: ["child_process: child.on('close', resolve)"],
    ways: ['missing', 'no permission'],
    on: ['Deno'],
    stored: 'unknown 1',
    why: 'null is all that is given',
  },
  {
    of: [
      'child_process: spawn, the child at once',
      'child_process: spawn, the child after its end',
      'cross-spawn: the child at once',
      'cross-spawn: the child after its end',
    ],
    ways: ['no permission'],
    on: ['Deno', 'Bun'],
    stored: 'failed 127',
    why: 'the child has no pid, and says no more',
  },

  {
    of: ["child_process: child.on('close', resolve)", '@actions/exec: exec, ignoreReturnCode', 'zx: $, exitCode'],
    ways: ['SIGKILL', 'SIGINT', 'own timeout', 'AbortSignal.timeout'],
    stored: 'unknown 1',
    why: 'null is all that is given',
  },
  {
    of: [
      ...ENDED_CHILDREN,
      "child_process: once(child, 'exit')",
      "child_process: once(child, 'close')",
      'child_process: promisify(execFile)',
      'child_process: promisify(exec)',
      'child_process: execFile, its error rejected',
      'child_process: exec, its error returned',
      "cross-spawn: once(child, 'close')",
      '@npmcli/promise-spawn',
      'zx',
      'Bun.spawn',
    ],
    ways: ['own timeout'],
    stored: 'failed 143',
    why: 'only the SIGTERM is told',
  },
  {
    of: [...ENDED_CHILDREN, 'Bun.spawn: exited', 'Deno.Command', 'dax'],
    ways: ['AbortSignal.timeout'],
    stored: 'failed 143',
    why: 'only the SIGTERM is told',
  },
  {
    of: ['node-pty'],
    ways: ['AbortSignal.timeout'],
    stored: 'failed 129',
    why: 'only its SIGHUP is told',
  },
  {
    of: [
      'child_process: promisify(exec)',
      'child_process: exec, its error returned',
      'child_process: execSync',
      '@npmcli/promise-spawn: shell: true',
      'shelljs: exec',
      'shelljs: exec async, { code, stdout, stderr }',
      'shelljs: exec async, the child after its end',
      'Bun.spawn: exited',
      'Bun.$',
    ],
    ways: ['SIGINT'],
    stored: 'failed 130',
    why: "a shell's exit code is told, and no signal",
  },

  {
    of: ['tinyexec: x', '@actions/exec: getExecOutput, ignoreReturnCode'],
    ways: ['SIGKILL', 'SIGINT'],
    stored: 'failed 1',
    why: 'no exit code is told, and no signal',
  },
  {
    of: ['@actions/exec: exec throws'],
    ways: ['exit 7', 'SIGKILL', 'SIGINT'],
    stored: 'failed 1',
    why: 'the exit code stands in the message alone',
  },
  {
    of: ['@actions/exec'],
    ways: ['missing', 'no permission'],
    stored: 'failed 1',
    why: 'an error without a code',
  },
  {
    of: ['node-pty'],
    ways: ['missing', 'no permission'],
    stored: 'failed 1',
    why: 'its helper ends with exit code 1',
  },
  {
    of: ['Bun.$'],
    ways: ['missing', 'no permission'],
    stored: 'failed 1',
    why: "Bun's shell gives exit code 1",
  },
  {
    of: ['dax'],
    ways: ['SIGKILL', 'SIGINT'],
    stored: 'success 0',
    why: 'dax says exit code 0',
  },
  {
    of: ['dax'],
    ways: ['no permission'],
    on: ['Bun'],
    stored: 'aborted 130',
    why: 'an AbortError of a stream comes before the EACCES',
  },
  {
    of: ['shelljs: exec, fatal'],
    ways: ['exit 7', 'SIGKILL', 'SIGINT', 'real-time signal', 'missing', 'no permission', 'own timeout'],
    stored: 'failed 1',
    why: 'the code of an error may be no exit code, as that of an SFTP server',
  },
  {
    of: ['shelljs: cmd'],
    ways: ['SIGKILL', 'SIGINT', 'no permission'],
    stored: 'failed 1',
    why: 'exit code 1 is told',
  },
  {
    of: ['shelljs: exec', 'shelljs: exec async, { code, stdout, stderr }'],
    ways: ['own timeout'],
    stored: 'failed 1',
    why: 'exit code 1 is told, or none',
  },
  {
    of: ['shelljs: exec async, { code, stdout, stderr }'],
    ways: ['AbortSignal.timeout'],
    stored: 'aborted 130',
    why: 'an abort is told, and not its reason',
  },
];

/**
 * @param {string} runtime
 * @param {{ library: string, form: string, way: string }} cell
 * @returns {{ stored: readonly string[], exception?: Exception }}
 */
export function expectedOf(runtime, { library, form, way }) {
  const exception = EXCEPTIONS.find(
    ({ of, ways, on }) =>
      (of.includes(library) || of.includes(`${library}: ${form}`)) &&
      (ways === undefined || ways.includes(way)) &&
      (on === undefined || on.some((name) => isOn(runtime, name))),
  );
  if (exception !== undefined) return { stored: [exception.stored], exception };
  const right = WAYS.find(({ name }) => name === way)?.right ?? 'nothing';
  return { stored: typeof right === 'string' ? [right] : right };
}

/**
 * Whether a runtime is what an exception names: `Node 20` is `Node` too.
 *
 * @param {string} runtime
 * @param {string} name
 */
export function isOn(runtime, name) {
  return runtime === name || runtime.startsWith(`${name} `);
}
