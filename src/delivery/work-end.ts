import { guarded } from '../errors.js';
import { parseExitCode } from '../exit-codes/exit-code.js';
import { exitCodeOfSignal } from '../exit-codes/signals.js';

/** How somebody's work ended: it returned this result, or threw this. */
export type WorkOutcome =
  | { readonly result: unknown }
  | {
      readonly thrown: unknown;
      /** The signal the work was given. */
      readonly signal: AbortSignal;
    };

/** What the end of somebody's work says, as `update` takes it. */
export interface WorkEnd {
  readonly status: 'success' | 'failed' | 'aborted' | 'unknown';
  readonly exit_code: number;
}

/** What a shell gives for Ctrl+C. */
const INTERRUPTED = 130;

/** Reads how the work ended. What throws while it is read tells nothing. */
export function endOfWork(work: WorkOutcome): WorkEnd {
  return 'thrown' in work ? endOfError(work.thrown, work.signal) : endOfResult(work.result);
}

/**
 * A result that shows a process which failed is a failure: by its exit code, or by the error it
 * could not be started for. A process that still runs is `unknown`. Everything else is a success.
 */
function endOfResult(result: unknown): WorkEnd {
  const code = guarded(() => exitCodeIn(result));
  if (code !== undefined) return { status: 'failed', exit_code: code };
  if (guarded(() => isProcess(result) && propertyOf(result, 'error') instanceof Error)) {
    return { status: 'failed', exit_code: 1 };
  }
  return guarded(() => isRunning(result)) === true
    ? { status: 'unknown', exit_code: 1 }
    : { status: 'success', exit_code: 0 };
}

/** An AbortError, or what the caller's own signal fired with, is `aborted`; everything else a failure. */
function endOfError(thrown: unknown, signal: AbortSignal): WorkEnd {
  const wasAborted = guarded(() => signal.aborted && thrown === signal.reason) === true;
  if (wasAborted || guarded(() => propertyOf(thrown, 'name')) === 'AbortError') {
    return { status: 'aborted', exit_code: INTERRUPTED };
  }
  const code = guarded(() => exitCodeIn(thrown)) ?? guarded(() => exitCodeIn(propertyOf(thrown, 'cause')));
  return { status: 'failed', exit_code: code ?? 1 };
}

/** An integer from 1 to 255 at `exitCode`, at `code`, or at `status` beside `signal` or `pid`; else by the signal. */
function exitCodeIn(value: unknown): number | undefined {
  return (
    failureCode(propertyOf(value, 'exitCode')) ??
    // The code of a DOMException is a number of its own (23 for a timeout), no exit code.
    (isDomException(value) ? undefined : failureCode(propertyOf(value, 'code'))) ??
    (isProcess(value) ? failureCode(propertyOf(value, 'status')) : undefined) ??
    exitCodeOfSignal(propertyOf(value, 'signal') ?? propertyOf(value, 'signalCode'))
  );
}

/** Whether this looks like what is left of a process; an HTTP error has a `status` too. */
function isProcess(value: unknown): boolean {
  return propertyOf(value, 'signal') !== undefined || propertyOf(value, 'pid') !== undefined;
}

/** Whether this is a child process, as Node gives it, that has not ended. */
function isRunning(value: unknown): boolean {
  return isProcess(value) && propertyOf(value, 'exitCode') === null && propertyOf(value, 'signalCode') === null;
}

function failureCode(value: unknown): number | undefined {
  const code = typeof value === 'number' ? parseExitCode(value) : undefined;
  return code !== undefined && code >= 1 && code <= 255 ? code : undefined;
}

function isDomException(value: unknown): boolean {
  return typeof DOMException === 'function' && value instanceof DOMException;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
