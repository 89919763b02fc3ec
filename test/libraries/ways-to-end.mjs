// @ts-check
// The ways a command can end, and what is right to store of each.
import { fileURLToPath } from 'node:url';

/**
 * @typedef {'signal' | 'timeout' | 'maxBuffer'} Option What a library may be asked for.
 *
 * @typedef {object} Way
 * @property {string} name
 * @property {string} script In `commands/`, or what there is none of.
 * @property {string | readonly string[]} right What is stored where the library lets it be known.
 * @property {Option} [needs] What a library must have for it.
 * @property {'caller' | 'reason' | 'timeout'} [signal] Whose signal the library is given; the caller may say why.
 */

/** Long enough for a command to begin on a busy machine. */
export const TIMEOUT_MS = 500;
export const MAX_BUFFER = 1_000;

/** The library's SIGTERM races with the SIGPIPE and the failed write of a pipe that is closed. */
const TOO_MUCH = ['failed 1', 'failed 141', 'failed 143'];

/** @type {readonly Way[]} */
export const WAYS = [
  { name: 'exit 0', script: 'exits-0.sh', right: 'success 0' },
  { name: 'exit 7', script: 'exits-7.sh', right: 'failed 7' },
  { name: 'SIGKILL', script: 'killed.sh', right: 'failed 137' },
  { name: 'SIGINT', script: 'interrupted.sh', right: 'aborted 130' },
  { name: 'real-time signal', script: 'real-time-signal.sh', right: 'failed 168' },
  { name: 'missing', script: 'no-such-command', right: 'failed 127' },
  { name: 'no permission', script: 'no-permission.sh', right: 'failed 126' },
  { name: "caller's abort", script: 'waits.sh', right: 'aborted 130', needs: 'signal', signal: 'caller' },
  { name: "caller's abort with a reason", script: 'waits.sh', right: 'aborted 130', needs: 'signal', signal: 'reason' },
  { name: 'own timeout', script: 'waits.sh', right: 'failed 124', needs: 'timeout' },
  { name: 'AbortSignal.timeout', script: 'waits.sh', right: 'failed 124', needs: 'signal', signal: 'timeout' },
  { name: 'too much output', script: 'prints-much.sh', right: TOO_MUCH, needs: 'maxBuffer' },
  { name: 'still runs', script: 'waits.sh', right: 'unknown 1' },
];

const commands = fileURLToPath(new URL('commands/', import.meta.url));

/**
 * The file a library is to start. What is missing is looked for in `PATH`, as most missing commands are.
 *
 * @param {Way} way
 */
export function fileOf({ name, script }) {
  return name === 'missing' ? script : `${commands}${script}`;
}
