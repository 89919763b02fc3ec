import type { Call } from '../../backends/backend.js';
import { TelemetryError, toTelemetryError, withFate } from '../../errors.js';
import { throwIfAborted, untilAborted } from '../../until-aborted.js';
import type { HttpSourceOptions } from './http-source-options.js';
import type { ReadCall } from './read-call.js';

/** The first wait between attempts, in milliseconds; each further one is doubled. */
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 5_000;
/** A server that asks to wait longer than this is not waited for. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Asks a server until it answers, a further attempt is no use, or attempts or time run out. Waits between attempts are
 * doubled and randomized; a server's Retry-After of less than a minute replaces them.
 *
 * @param server - Its origin, for an error message.
 * @throws TelemetryError of the last attempt, or the reason of the read's signal.
 */
export async function withRetries<T>(
  { timeoutMs = 10_000, attempts = 3 }: HttpSourceOptions,
  { signal, remainingMs }: Pick<ReadCall, 'signal' | 'remainingMs'>,
  server: string,
  ask: (call: Call) => Promise<T>,
): Promise<T> {
  const limitMs = { timeoutMs, message: `No whole answer from ${server} within ${timeoutMs} ms` };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await askOnce(ask, limitMs, signal);
    } catch (thrown) {
      throwIfAborted(signal);
      // A read writes nothing.
      const error = withFate(toTelemetryError(thrown), 'not-sent');
      const delayMs = error.retryAfterMs ?? backoffMs(attempt);
      if (!mayPass(error) || attempt >= attempts || delayMs >= Math.min(LONGEST_WAIT_MS, remainingMs())) throw error;
      await sleep(delayMs, signal);
    }
  }
}

/** Asks once, with a time limit. Does not wait for a transport that ignores its signal. */
async function askOnce<T>(
  ask: (call: Call) => Promise<T>,
  { timeoutMs, message }: { timeoutMs: number; message: string },
  signal: AbortSignal,
): Promise<T> {
  throwIfAborted(signal);
  const attempt = new AbortController();
  const onAbort = (): void => attempt.abort(signal.reason);
  const timer = setTimeout(() => attempt.abort(new TelemetryError('timed-out', message)), timeoutMs);
  signal.addEventListener('abort', onAbort);
  try {
    return await untilAborted(ask(attempt), attempt.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Whether another attempt may succeed after this error. */
function mayPass({ code, isPermanent }: TelemetryError): boolean {
  return isPermanent !== true && ['unreachable', 'timed-out', 'unavailable'].includes(code);
}

function backoffMs(attempt: number): number {
  return Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

/** Waits; rejects with the signal's reason if it aborts first. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const slept = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return untilAborted(slept, signal).finally(() => clearTimeout(timer));
}
