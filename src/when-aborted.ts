import { guarded } from './errors.js';

/** All calls that wait for one signal share a listener, because runtimes print a warning at eleven. */
class Waiting extends Set<() => void> {
  handleEvent(): void {
    for (const tell of this) tell();
  }
}

const waitingOn: WeakMap<AbortSignal, Waiting> = new WeakMap();

/** Calls `tell` when the signal aborts, at once if it already has. @returns a function that stops; it never throws. */
export function whenAborted(signal: AbortSignal | undefined, tell: () => void): () => void {
  if (signal?.aborted) tell();
  if (signal === undefined || signal.aborted) return () => undefined;
  const waiting = waitingOn.get(signal) ?? new Waiting();
  waitingOn.set(signal, waiting.add(tell));
  signal.addEventListener('abort', waiting);
  return () => {
    // The object may only look like a signal.
    guarded(() => waiting.delete(tell) && waiting.size === 0 && signal.removeEventListener('abort', waiting));
  };
}
