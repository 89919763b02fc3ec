import type { EndingSignal } from './ending-signals.js';

/**
 * Whether another listener decides what a signal means, such as a server's that shuts down. The listeners of
 * signal-exit, which execa, ora and npm use, do not count: they only clean up, and send the signal again as soon as
 * they are the last ones.
 */
export function othersDecide(signal: EndingSignal, own: () => void): boolean {
  const listeners = process.listeners(signal);
  const others = listeners.filter((listener) => listener !== own).length;
  return others > signalExits();
}

/** The number of signal-exit's listeners per signal. All its versions and copies keep their count in these globals. */
function signalExits(): number {
  const version3 = (process as { __signal_exit_emitter__?: unknown }).__signal_exit_emitter__;
  const version4 = (globalThis as Record<symbol, unknown>)[Symbol.for('signal-exit emitter')];
  return countOf(version3) + countOf(version4);
}

function countOf(emitter: unknown): number {
  const count = (emitter as { count?: unknown } | undefined)?.count;
  return typeof count === 'number' ? count : 0;
}
