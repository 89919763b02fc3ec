import { guarded } from '../../errors.js';
import { parseExitCode, readExitCode } from '../../exit-codes/exit-code.js';
import { hasProperty, isError, isPromiseLike, propertyOf } from './shape.js';
import { exitCodeOfErrno, NOT_FOUND } from './start-error.js';

/** The end of a process, as far as a value shows it. */
export interface ProcessEnd {
  /** From 0 to 255, as in a shell: 137 for SIGKILL. `undefined` if it did not end cleanly and the code is unknown. */
  readonly exitCode: number | undefined;
  /** Whether SIGINT (Ctrl+C) ended it. */
  readonly isInterrupted?: boolean;
}

/**
 * Reads the end of a process from a library's result or error.
 *
 * @returns `undefined` if the value does not look like the end of a process.
 */
export function readProcessEnd(value: unknown): ProcessEnd | undefined {
  if (typeof value === 'number') return isExitCode(value) && value !== 0 ? endWith(value, undefined) : undefined;
  if (isArray(value)) return isCodeAndSignal(value) ? endWith(value[0], value[1]) : undefined;
  if (!hasStarted(value)) return endOfUnstarted(value);
  const code = CODES.find(({ isIn }) => isIn(value))?.name;
  const signal = signalOf(value);
  // nano-spawn gives the signal only.
  if (code === undefined) return /^SIG[A-Z]/.test(String(signal)) ? endWith(undefined, signal) : undefined;
  return endWith(propertyOf(value, code), signal);
}

/** Whether this is a running process: a child of Node, Bun or Deno, or one in a pseudo-terminal. */
export function isRunning(value: unknown): boolean {
  if (isPromiseLike(propertyOf(value, 'exitCode'))) return true;
  if (typeof propertyOf(value, 'pid') !== 'number' || signalOf(value) !== undefined) return false;
  const isOpen = isChild(value) || propertyOf(value, 'signalCode') === null;
  return isOpen && (propertyOf(value, 'exitCode') ?? undefined) === undefined;
}

/** `false` for a child that could not be started. */
export function hasStarted(value: unknown): boolean {
  return !isChild(value) || propertyOf(value, 'pid') !== undefined;
}

/** The promise of a running process for its end; a child of Deno has nothing else. */
export function promisedEndOf(running: unknown): unknown {
  return ['exitCode', 'status'].map((name) => propertyOf(running, name)).find(isPromiseLike);
}

/** The properties in which libraries give the exit code, in order of precedence. */
const CODES: readonly { readonly name: string; readonly isIn: (value: unknown) => boolean }[] = [
  { name: 'exitCode', isIn: (value) => hasProperty(value, 'exitCode') },
  // Databases and servers use `code` too, so it needs another property of a process beside it, or none at all.
  { name: 'code', isIn: (value) => (isOfProcess(value) && hasNumeric(value, 'code')) || isCodeAlone(value) },
  // `status` may be the state of a service, which has a process too.
  { name: 'status', isIn: (value) => isOfProcess(value) && hasNumeric(value, 'status') },
];

/** Whether the value has a property that only processes have: pid, signal or output. */
function isOfProcess(value: unknown): boolean {
  return (
    typeof propertyOf(value, 'pid') === 'number' ||
    SIGNALS.some((name) => hasProperty(value, name) && typeof (propertyOf(value, name) ?? '') !== 'object') ||
    ['stdout', 'stderr', 'output'].some((name) => hasProperty(value, name))
  );
}

/** `{ code: 7 }`. Not an error's, whose code may be of any system. */
function isCodeAlone(value: unknown): boolean {
  const isAlone = hasProperty(value, 'code') && Object.keys(value as object).join() === 'code';
  const code = propertyOf(value, 'code');
  return isAlone && !isError(value) && typeof code === 'number' && isExitCode(code);
}

/** Whether the property may be an exit code or says that there is none: a number, null, or the name of an error. */
function hasNumeric(value: unknown, name: string): boolean {
  const code = propertyOf(value, name) ?? null;
  return hasProperty(value, name) && (code === null || isExitCode(code) || isErrorName(code));
}

/** shelljs puts an error's name into `code`: `ABORT_ERR`, `ERR_CHILD_PROCESS_STDIO_MAXBUFFER`. */
function isErrorName(code: unknown): boolean {
  return typeof code === 'string' && /^(?:ERR_[A-Z_]+|[A-Z_]+_ERR)$/.test(code);
}

/** An exit code, or the negative errno of a process that could not be started. */
function isExitCode(code: unknown): boolean {
  const number = typeof code === 'string' ? parseExitCode(code) : code;
  return Number.isInteger(number) && (number as number) <= 255;
}

/** `Array.isArray` throws for a revoked proxy. */
function isArray(value: unknown): value is readonly unknown[] {
  return guarded(() => Array.isArray(value)) === true;
}

/** The arguments of the events `exit` and `close`: `[42, null]`, `[null, 'SIGKILL']`. */
function isCodeAndSignal(value: readonly unknown[]): boolean {
  const [code, signal] = value;
  const isSignal = typeof signal === 'string' && /^SIG[A-Z]/.test(signal);
  // ssh2 adds more arguments after a signal.
  if ((code ?? null) === null && isSignal) return true;
  if (value.length !== 2) return false;
  if (isSignal || (signal ?? null) === null) return isExitCode(code);
  // A signal without a name is an empty text.
  return code === null && signal === '';
}

/** The properties in which libraries give the signal. */
const SIGNALS: readonly string[] = ['signal', 'signalCode', 'signalName'];

/** The signal: a name, a number, or an empty text if the library has no name for it. */
function signalOf(value: unknown): unknown {
  return SIGNALS.map((name) => propertyOf(value, name)).find(
    (signal) => typeof signal === 'string' || (typeof signal === 'number' && signal > 0),
  );
}

/** Whether this is a child process, or its handle, that can be sent a signal. */
function isChild(value: unknown): boolean {
  return typeof propertyOf(value, 'kill') === 'function' && hasProperty(value, 'pid');
}

/** A child that could not be started. Bun does not say why. */
function endOfUnstarted(child: unknown): ProcessEnd {
  const errno = propertyOf(child, 'exitCode');
  return { exitCode: typeof errno === 'number' ? exitCodeOfErrno(errno) : NOT_FOUND };
}

/** A process that could not be started has a negative errno as code. With a signal, tinyexec's 1 means no exit code. */
function endWith(told: unknown, signal: unknown): ProcessEnd {
  if (typeof told === 'number' && told < 0) return { exitCode: exitCodeOfErrno(told) };
  const { code, signal: endedBy } = readExitCode({ exitCode: signal && told === 1 ? undefined : told, signal });
  return { exitCode: (code ?? 256) > 255 ? undefined : code, isInterrupted: endedBy === 'SIGINT' };
}
