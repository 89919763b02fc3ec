import { exitCodeOfSignal } from '../../exit-codes/signals.js';

/** The signals with which users and systems end an installation. */
export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export const ENDING_SIGNALS: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export function isEndingSignal(signal: unknown): signal is EndingSignal {
  return (ENDING_SIGNALS as readonly unknown[]).includes(signal);
}

/** How long a signal may take to end this process, in milliseconds. */
const ENDING_MS = 100;

/**
 * Sends this process a signal. If that is not permitted or has no effect, as for the first process of a container,
 * exits with the code a shell gives for the signal.
 */
export function raise(signal: EndingSignal): void {
  const code = exitCodeOfSignal(signal);
  try {
    process.kill(process.pid, signal);
  } catch {
    process.exit(code);
  }
  if (process.listenerCount(signal) === 0) setTimeout(() => process.exit(code), ENDING_MS);
}
