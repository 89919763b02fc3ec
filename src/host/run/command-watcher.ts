import { setTimeout as wait } from 'node:timers/promises';
import { exitCodeOfSignal } from '../../exit-codes/signals.js';
import type { Command, CommandEnd } from './command.js';
import type { EndingSignal } from './ending-signals.js';
import type { ExitWatcher } from './exit-path.js';
import { isInForeground } from './foreground.js';

/** How long a command that was asked to end is waited for, in milliseconds. */
const GRACE_MS = 5_000;

/** How long a command is given to end by itself on a SIGINT that may have reached it too, in milliseconds. */
const OWN_END_MS = 2_000;

/** How a command ended, as far as a report goes. */
export type ReportableEnd = Pick<CommandEnd, 'exitCode' | 'signal' | 'asked'>;

/**
 * Ends the process after its command, not before. What the terminal sends reaches the command as well, and is
 * the command's to decide, as in a shell. Every other signal is passed on and ends the process.
 *
 * @param running - The command, which is there once a signal can be handled.
 * @param report - Delivers how the command ended, or that it was given up on; within its deadline.
 */
export function commandWatcher(running: () => Command, report: (end: ReportableEnd) => Promise<unknown>): ExitWatcher {
  let isReporting = false;
  return {
    async onSignal(signal, isOurs) {
      // Where others decide, the command goes on until it ends or they end it.
      if (!isOurs) return false;
      const command = running();
      const isTheCommands = command.isRunning() && signal === 'SIGINT' && isInForeground();
      const end = await (isTheCommands ? command.ended : endOf(command, signal));
      isReporting = true;
      await report(end);
      return !isTheCommands || end.exitCode === exitCodeOfSignal(signal);
    },
    wantsSignals: () => running().isRunning() && !isReporting,
  };
}

/** How the command ends that is passed a signal. */
async function endOf(command: Command, signal: EndingSignal): Promise<ReportableEnd> {
  // Whoever sent it to the whole process group sent it to the command too.
  if (signal === 'SIGINT') await Promise.race([command.ended, wait(OWN_END_MS, undefined, { ref: false })]);
  command.end(signal);
  return Promise.race([command.ended, givingUp(signal)]);
}

async function givingUp(signal: EndingSignal): Promise<ReportableEnd> {
  await wait(GRACE_MS, undefined, { ref: false });
  return { exitCode: exitCodeOfSignal(signal) ?? 1, signal: undefined, asked: signal };
}
