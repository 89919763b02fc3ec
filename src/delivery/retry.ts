import { TelemetryError, toTelemetryError, withFate } from '../errors.js';
import { Cancellation } from './cancellation.js';
import { type Abortable, throwIfAborted, untilAborted } from '../until-aborted.js';

/** The first wait between attempts, in milliseconds; each further one is doubled. */
const FIRST_BACKOFF_MS = 250;
const LONGEST_BACKOFF_MS = 5_000;

/** Options of {@link retry}. */
export interface RetryPlan<T> {
  /** Maximum number of attempts, at least 1. */
  readonly attempts: number;
  /** Time limit of one attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends everything when it aborts; its reason is thrown. */
  readonly signal: Abortable;
  /** Time left, in milliseconds; no wait exceeds it. */
  readonly remainingMs: () => number;
  /** Resolves when an attempt may start. The wait does not count towards the attempt's time. */
  readonly ready?: (() => Promise<void>) | undefined;
  /** Whether this failure may be followed by another attempt. */
  readonly mayRepeat: (error: TelemetryError) => boolean;
  /** Whether to try again after this result; the last attempt's result is returned. */
  readonly isWorthAskingAgain?: (result: T) => boolean;
  readonly onAttempt?: (attempt: AttemptReport) => void;
  readonly onRetry?: (retry: { attempt: number; delayMs: number; error?: TelemetryError }) => void;
}

/** The result of one attempt. */
export interface AttemptReport {
  /** Counted from 1. */
  readonly attempt: number;
  readonly durationMs: number;
  /** Absent if the attempt was answered. */
  readonly error?: TelemetryError;
}

/**
 * Runs an operation until it succeeds, fails permanently, or time or attempts run out.
 *
 * Waits between attempts are doubled and randomized; a server's Retry-After replaces them. If a wait would exceed the
 * remaining time, or no further attempt may start, it fails at once.
 *
 * @throws TelemetryError of the last attempt, or the signal's reason.
 */
export async function retry<T>(operation: (attempt: Cancellation) => Promise<T>, plan: RetryPlan<T>): Promise<T> {
  let former: TelemetryError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    if (plan.ready !== undefined) await readiness(plan.ready, plan.signal, former);
    const ended = await attemptOnce(operation, plan, attempt);
    const delayMs = delayBeforeNext(ended, plan, attempt);
    const { error } = ended;
    if (delayMs === undefined) {
      if (error !== undefined) throw error;
      return ended.result as T;
    }
    plan.onRetry?.({ attempt: attempt + 1, delayMs, ...(error && { error }) });
    await sleep(delayMs, plan.signal);
    former = error;
  }
}

/** How an attempt ended: with an error, else with a result. */
interface Ended<T> {
  readonly result?: T;
  readonly error?: TelemetryError;
}

/**
 * Runs one attempt within its limits, and tells of it. Does not wait for a transport that ignores its signal.
 *
 * @throws the reason of the plan's signal if it has aborted and the attempt failed.
 */
function attemptOnce<T>(
  operation: (attempt: Cancellation) => Promise<T>,
  plan: RetryPlan<T>,
  attempt: number,
): Promise<Ended<T>> {
  const startedAt = performance.now();
  const limits = new Attempt(plan.timeoutMs, plan.signal);
  const ran = plan.signal.aborted ? Promise.reject(plan.signal.reason as Error) : operation(limits);
  return untilAborted(ran, limits).then(
    (result) => {
      limits.clear();
      plan.onAttempt?.({ attempt, durationMs: performance.now() - startedAt });
      return { result };
    },
    (thrown) => {
      limits.clear();
      const error = toTelemetryError(thrown);
      const told = plan.signal.aborted ? withFate(error, 'unknown') : error;
      plan.onAttempt?.({ attempt, durationMs: performance.now() - startedAt, error: told });
      throwIfAborted(plan.signal);
      return { error };
    },
  );
}

/** How long to wait before the next attempt, in milliseconds; `undefined` if there is none. */
function delayBeforeNext<T>({ result, error }: Ended<T>, plan: RetryPlan<T>, attempt: number): number | undefined {
  const mayGoOn =
    error === undefined ? plan.isWorthAskingAgain?.(result as T) === true : isPassing(error) && plan.mayRepeat(error);
  if (!mayGoOn || attempt >= plan.attempts) return undefined;
  const delayMs = error?.retryAfterMs ?? backoffMs(attempt);
  return delayMs >= plan.remainingMs() ? undefined : delayMs;
}

/** Waits until an attempt may start. If it may not, throws the error of the attempt before. */
async function readiness(
  ready: () => Promise<void>,
  signal: Abortable,
  former: TelemetryError | undefined,
): Promise<void> {
  try {
    await untilAborted(ready(), signal);
  } catch (thrown) {
    throwIfAborted(signal);
    throw former ?? toTelemetryError(thrown);
  }
}

/** The limits of one attempt: aborts with the delivery, or when its time is up. */
class Attempt extends Cancellation {
  readonly #delivery: Abortable;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #onAbort = (): void => this.abort(this.#delivery.reason);

  constructor(timeoutMs: number, delivery: Abortable) {
    super();
    this.#delivery = delivery;
    delivery.addEventListener('abort', this.#onAbort);
    this.#timer = setTimeout(() => {
      this.abort(new TelemetryError('timed-out', `No whole answer within ${timeoutMs} ms`));
    }, timeoutMs);
  }

  /** Removes the timer and the listener. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#delivery.removeEventListener('abort', this.#onAbort);
  }
}

/** Whether another attempt may succeed after this error. */
function isPassing({ code, isPermanent }: TelemetryError): boolean {
  return isPermanent !== true && (code === 'unreachable' || code === 'timed-out' || code === 'unavailable');
}

function backoffMs(attempt: number): number {
  const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  return ceiling * (0.5 + Math.random() / 2);
}

/** Waits; rejects with the signal's reason if it aborts first. */
function sleep(ms: number, signal: Abortable): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const slept = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return untilAborted(slept, signal).finally(() => clearTimeout(timer));
}
