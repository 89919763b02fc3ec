import { TelemetryError, toTelemetryError } from '../errors.js';
import { throwIfAborted, untilAborted } from '../until-aborted.js';

/** Waits between attempts double from here, in milliseconds. */
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 5_000;

/** How often, how long, and who is told. */
export interface RetryPlan<T> {
  /** Attempts altogether, at least 1. */
  readonly attempts: number;
  /** Longest time of one attempt. */
  readonly timeoutMs: number;
  /** Ends everything; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Time left; no wait goes past it. */
  readonly remainingMs: () => number;
  /** Resolves when an attempt may begin; the time until then is no attempt's. */
  readonly ready?: () => Promise<void>;
  /** Whether this failure may be followed by another attempt. */
  readonly mayRepeat: (error: TelemetryError) => boolean;
  /** Whether this result is worth asking again for; the last attempt's stands. */
  readonly isWorthAskingAgain?: (result: T) => boolean;
  readonly onAttempt: (attempt: AttemptReport) => void;
  readonly onRetry: (retry: { attempt: number; delayMs: number; error?: TelemetryError }) => void;
}

/** How one attempt went. */
export interface AttemptReport {
  /** Counted from 1. */
  readonly attempt: number;
  readonly durationMs: number;
  /** Absent where the attempt was answered. */
  readonly error?: TelemetryError;
}

/**
 * Runs the operation until it is done, fails for good, or time or attempts run out.
 *
 * Waits between attempts are jittered and double; a server's Retry-After stands in their place.
 * A wait that would not end in time is not begun: the failure is reported at once. So it is where no
 * further attempt may begin.
 *
 * @throws TelemetryError of the last attempt, or the signal's reason.
 */
export async function retry<T>(operation: (signal: AbortSignal) => Promise<T>, plan: RetryPlan<T>): Promise<T> {
  let former: TelemetryError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    if (plan.ready !== undefined) await readiness(plan.ready, plan.signal, former);
    const startedAt = performance.now();
    let result: T | undefined;
    let error: TelemetryError | undefined;
    try {
      result = await attemptOnce(operation, plan);
    } catch (thrown) {
      error = toTelemetryError(thrown);
    }
    const report = { attempt, durationMs: performance.now() - startedAt };
    plan.onAttempt(error === undefined ? report : { ...report, error });
    if (error !== undefined) throwIfAborted(plan.signal);

    const mayGoOn =
      error === undefined ? plan.isWorthAskingAgain?.(result as T) === true : isPassing(error) && plan.mayRepeat(error);
    const delayMs = error?.retryAfterMs ?? backoffMs(attempt);
    if (!mayGoOn || attempt >= plan.attempts || delayMs >= plan.remainingMs()) {
      if (error !== undefined) throw error;
      return result as T;
    }
    plan.onRetry({ attempt: attempt + 1, delayMs, ...(error === undefined ? {} : { error }) });
    await sleep(delayMs, plan.signal);
    former = error;
  }
}

/** Waits until an attempt may begin; where it may not, what became of the one before it stands. */
async function readiness(
  ready: () => Promise<void>,
  signal: AbortSignal,
  former: TelemetryError | undefined,
): Promise<void> {
  try {
    await untilAborted(ready(), signal);
  } catch (thrown) {
    throwIfAborted(signal);
    throw former ?? toTelemetryError(thrown);
  }
}

/** One attempt in its own time. A transport that does not listen to its signal is left behind. */
async function attemptOnce<T>(
  operation: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, signal }: Pick<RetryPlan<T>, 'timeoutMs' | 'signal'>,
): Promise<T> {
  throwIfAborted(signal);
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal.reason);
  const timer = setTimeout(() => {
    controller.abort(new TelemetryError('timed-out', `No whole answer within ${timeoutMs} ms`));
  }, timeoutMs);
  signal.addEventListener('abort', onAbort);
  try {
    return await untilAborted(operation(controller.signal), controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Failures that another attempt may not meet. */
function isPassing({ code, isPermanent }: TelemetryError): boolean {
  return isPermanent !== true && (code === 'unreachable' || code === 'timed-out' || code === 'unavailable');
}

function backoffMs(attempt: number): number {
  const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  return ceiling * (0.5 + Math.random() / 2);
}

/** Waits; rejects with the signal's reason if that fires first. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const slept = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return untilAborted(slept, signal).finally(() => clearTimeout(timer));
}
