import { whenAborted } from '../when-aborted.js';

/**
 * Makes a subscription of a generator: each loop over it starts one. Its signal aborts when the loop is left, even while
 * the loop waits, and when the caller's signal does. Then the loop ends without an error.
 */
export function subscription<E>(
  callerSignal: AbortSignal | undefined,
  start: (signal: AbortSignal) => AsyncGenerator<E, void>,
): AsyncIterable<E> {
  return { [Symbol.asyncIterator]: () => begin(callerSignal, start) };
}

function begin<E>(
  callerSignal: AbortSignal | undefined,
  start: (signal: AbortSignal) => AsyncGenerator<E, void>,
): AsyncIterator<E, void> {
  const controller = new AbortController();
  const forget = whenAborted(callerSignal, () => controller.abort());
  const events = start(controller.signal);
  const end = async (): Promise<IteratorResult<E, void>> => {
    forget();
    controller.abort();
    await events.return();
    return { done: true, value: undefined };
  };
  return {
    async next() {
      if (controller.signal.aborted) return end();
      try {
        const told = await events.next();
        return told.done ? await end() : told;
      } catch (error) {
        await end();
        throw error;
      }
    },
    return: end,
  };
}

/** Waits; not any longer when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
