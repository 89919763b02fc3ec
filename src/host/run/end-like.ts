import { type CommandStatus, type ProcessEnd, readExitCode } from '../../exit-codes/exit-code.js';
import { isEndingSignal, raise } from './ending-signals.js';

/**
 * Ends this process as the command ended: by the same signal for SIGHUP, SIGINT and SIGTERM, else with its exit code.
 *
 * Any other signal becomes the exit code a shell gives for it, such as 137 for SIGKILL, so that exit handlers run and
 * no core is dumped. Without an exit code and a signal, the code is 1. If this process has a listener for the signal,
 * that listener decides. The end may take a moment, so call it last.
 *
 * @param run - The result of `runInstallation`, or another library's result for a command: `{ exitCode, signal }`,
 *   `{ status, signal }` or `{ code, signal }`.
 */
export function endLike(run: ProcessEnd | CommandStatus): void {
  const { code = 1, signal } = readExitCode(run);
  if (isEndingSignal(signal)) raise(signal);
  // An exit code has eight bits: 256 would become 0, a success.
  else process.exit(Math.min(code, 255));
}
