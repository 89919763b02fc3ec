import { setTimeout as wait } from 'node:timers/promises';
import { exitCodeOfSignal } from '../../exit-codes/signals.js';
import type { Command, CommandEnd } from './command.js';
import type { EndingSignal } from './ending-signals.js';
import type { ExitWatcher } from './exit-path.js';
import { isInForeground } from './foreground.js';

/** How long to wait for a command that was asked to end, in milliseconds. */
const GRACE_MS = 5_000;

/** How long a command may take to end by itself after a SIGINT that it may have received too, in milliseconds. */
const OWN_END_MS = 2_000;

/**
 * How long after the command's end a SIGINT may still be the one that ended it, in milliseconds. Ctrl+C reaches the
 * command and this process at once, but on a busy machine this process may see the command's end first.
 */
const LATE_SIGINT_MS = 300;

/** The part of a command's end that is reported. */
export type ReportableEnd = Pick<CommandEnd, 'exitCode' | 'signal' | 'asked'>;

/**
 * Makes a watcher that ends this process after its command, not before. Ctrl+C reaches the command as well, which
 * decides what it means, as in a shell. Every other signal is passed on to the command and ends this process.
 *
 * @param running - Returns the command; called once a signal arrives.
 * @param report - Delivers the command's end, or the signal if the command did not end in time; has its own deadline.
 */
export function commandWatcher(running: () => Command, report: (end: ReportableEnd) => Promise<unknown>): ExitWatcher {
  let isReporting = false;
  return {
    async onSignal(signal, isOurs) {
      // Another listener decides, so the command goes on.
      if (!isOurs) return false;
      const command = running();
      const isTheCommands = signal === 'SIGINT' && isInForeground() && command.endedMsAgo() < LATE_SIGINT_MS;
      const end = await (isTheCommands ? command.ended : endOf(command, signal));
      isReporting = true;
      await report(end);
      return !isTheCommands || end.exitCode === exitCodeOfSignal(signal);
    },
    wantsSignals: () => running().isRunning() && !isReporting,
  };
}

/** Passes the signal on to the command and resolves to its end. */
async function endOf(command: Command, signal: EndingSignal): Promise<ReportableEnd> {
  // A SIGINT to the whole process group has reached the command too.
  if (signal === 'SIGINT') await Promise.race([command.ended, wait(OWN_END_MS, undefined, { ref: false })]);
  command.end(signal);
  return Promise.race([command.ended, givingUp(signal)]);
}

async function givingUp(signal: EndingSignal): Promise<ReportableEnd> {
  await wait(GRACE_MS, undefined, { ref: false });
  return { exitCode: exitCodeOfSignal(signal) ?? 1, signal: undefined, asked: signal };
}
