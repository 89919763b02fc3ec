import { type CommandStatus, type ProcessEnd, readExitCode } from '../../exit-codes/exit-code.js';
import { isEndingSignal, raise } from './ending-signals.js';

/**
 * Ends this process as the command ended: by SIGHUP, SIGINT or SIGTERM where one of these ended it, else with
 * its exit code. Any other signal becomes the code a shell gives for it, 137 for SIGKILL, so that what is to be
 * done at exit is done, and no core is dumped. Where neither an exit code nor a signal is known, it is 1. Where there is
 * a listener for that signal, it decides what the signal means. Not everything ends at once: call it last.
 *
 * @param run - What `runInstallation` resolved to, or what another library says of a command's end: `{ exitCode,
 *   signal }`, `{ status, signal }`, `{ code, signal }`.
 */
export function endLike(run: ProcessEnd | CommandStatus): void {
  const { code = 1, signal } = readExitCode(run);
  if (isEndingSignal(signal)) raise(signal);
  // A process keeps eight bits of its code: 256 would be a success.
  else process.exit(Math.min(code, 255));
}
