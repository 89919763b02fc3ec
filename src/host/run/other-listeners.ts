import type { EndingSignal } from './ending-signals.js';

/**
 * Whether a listener that is not ours decides what a signal means, as a server's that shuts down. The listeners of
 * signal-exit, which is in execa, ora and npm, decide nothing: they clean up and send the signal once more as soon as
 * they are the only ones, and wait as long as we listen.
 */
export function othersDecide(signal: EndingSignal, own: () => void): boolean {
  const listeners = process.listeners(signal);
  const others = listeners.filter((listener) => listener !== own).length;
  return others > signalExits();
}

/** How many listeners signal-exit has for each of its signals. Its versions and copies count them here for each other. */
function signalExits(): number {
  const version3 = (process as { __signal_exit_emitter__?: unknown }).__signal_exit_emitter__;
  const version4 = (globalThis as Record<symbol, unknown>)[Symbol.for('signal-exit emitter')];
  return countOf(version3) + countOf(version4);
}

function countOf(emitter: unknown): number {
  const count = (emitter as { count?: unknown } | undefined)?.count;
  return typeof count === 'number' ? count : 0;
}
