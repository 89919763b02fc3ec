import { parseExitCode } from '../exit-codes/exit-code.js';
import { exitCodeOfSignal } from '../exit-codes/signals.js';

/** What the end of somebody's work says, as `update` takes it. */
export interface WorkEnd {
  readonly status: 'success' | 'failed' | 'aborted';
  readonly exit_code: number;
}

/** What a shell gives for Ctrl+C. */
const INTERRUPTED = 130;

/**
 * Reads how the work ended from what it returned. A result that shows a process which failed
 * is a failure: by `exitCode`, or by `code` or `status` beside `signal` or `pid`, or by `signal`.
 * Everything else is a success.
 */
export function endOfResult(result: unknown): WorkEnd {
  const code = guarded(() => exitCodeIn(result, isProcess(result)));
  return code === undefined ? { status: 'success', exit_code: 0 } : { status: 'failed', exit_code: code };
}

/**
 * Reads how the work ended from what it threw: an AbortError is `aborted` with 130; else an
 * integer 1 to 255 at `exitCode`, at `code`, or at `status` beside `signal` or `pid`; else by
 * `signal`; else one `cause` deep; else 1.
 */
export function endOfError(thrown: unknown): WorkEnd {
  if (guarded(() => propertyOf(thrown, 'name')) === 'AbortError') return { status: 'aborted', exit_code: INTERRUPTED };
  // The `code` of a DOMException is a number of its own (23 for a timeout), no exit code.
  const own = guarded(() => exitCodeIn(thrown, !isDomException(thrown)));
  const code =
    own ?? guarded(() => exitCodeIn(propertyOf(thrown, 'cause'), !isDomException(propertyOf(thrown, 'cause'))));
  return { status: 'failed', exit_code: code ?? 1 };
}

function exitCodeIn(value: unknown, codeCounts: boolean): number | undefined {
  return (
    failureCode(propertyOf(value, 'exitCode')) ??
    (codeCounts ? failureCode(propertyOf(value, 'code')) : undefined) ??
    (isProcess(value) ? failureCode(propertyOf(value, 'status')) : undefined) ??
    exitCodeOfSignal(propertyOf(value, 'signal'))
  );
}

/** Whether this looks like what is left of a process; an HTTP error has a `status` too. */
function isProcess(value: unknown): boolean {
  return propertyOf(value, 'signal') !== undefined || propertyOf(value, 'pid') !== undefined;
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

/** Somebody's getter may throw; that tells nothing about the end. */
function guarded<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
