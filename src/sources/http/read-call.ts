import type { CallOptions } from '../../deadline.js';
import { TelemetryError } from '../../errors.js';
import { anObject, checkOptions, type Expectations, integer } from '../../option-check.js';
import { whenAborted } from '../../when-aborted.js';

/** The longest time that a timer can wait, in milliseconds. */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1;

/** The limits of one read, which may be many requests. */
export interface ReadCall {
  /** Aborts when the read is over: by the caller's signal, by its deadline, or because its end was called. */
  readonly signal: AbortSignal;
  /** Time until the deadline, in milliseconds; `Infinity` without one. */
  readonly remainingMs: () => number;
  /** Ends the read: aborts the requests that are open, and removes the timer and the listener. */
  readonly end: () => void;
}

const CALL_EXPECTATIONS: Expectations<keyof CallOptions> = {
  signal: /* @__PURE__ */ anObject('an AbortSignal', 'addEventListener', 'removeEventListener'),
  deadlineMs: /* @__PURE__ */ integer(1, LONGEST_TIMER_MS),
};

/**
 * Begins one read. Its end must be called, however it ends.
 *
 * @throws TelemetryError `invalid-options` if the options of the call are invalid.
 */
export function beginRead(call: CallOptions = {}): ReadCall {
  const { signal, deadlineMs } = checkOptions('call', call, CALL_EXPECTATIONS);
  const controller = new AbortController();
  const abort = (code: 'aborted' | 'timed-out', message: string): void =>
    controller.abort(new TelemetryError(code, message, { fate: 'not-sent' }));
  const leave = whenAborted(signal, () => abort('aborted', 'Aborted by the caller'));
  const timer =
    deadlineMs && setTimeout(() => abort('timed-out', `Not read to its end within ${deadlineMs} ms`), deadlineMs);
  const endsAt = performance.now() + (deadlineMs ?? Infinity);
  return {
    signal: controller.signal,
    remainingMs: () => endsAt - performance.now(),
    end() {
      clearTimeout(timer);
      leave();
      abort('aborted', 'The read is over');
    },
  };
}

/** Runs one read from its beginning to its end. */
export async function readWithin<T>(call: CallOptions | undefined, read: (call: ReadCall) => Promise<T>): Promise<T> {
  const reading = beginRead(call);
  try {
    return await read(reading);
  } finally {
    reading.end();
  }
}
