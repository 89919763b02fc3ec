import { guarded } from '../../errors.js';
import { parseExitCode, readExitCode } from '../../exit-codes/exit-code.js';
import { hasProperty, isError, isPromiseLike, propertyOf } from './shape.js';
import { exitCodeOfErrno, NOT_FOUND } from './start-error.js';

/** How a process ended, as far as a value tells. */
export interface ProcessEnd {
  /** From 0 to 255, as a shell gives it: 137 for SIGKILL. `undefined` where it did not end cleanly, and no more is told. */
  readonly exitCode: number | undefined;
  /** Whether SIGINT ended it, which is Ctrl+C. */
  readonly isInterrupted?: boolean;
}

/**
 * Reads how a process ended from what a library gives for one.
 *
 * @returns `undefined` where the value does not look like the end of a process.
 */
export function readProcessEnd(value: unknown): ProcessEnd | undefined {
  if (typeof value === 'number') return isExitCode(value) && value !== 0 ? endWith(value, undefined) : undefined;
  if (isArray(value)) return isCodeAndSignal(value) ? endWith(value[0], value[1]) : undefined;
  if (!hasStarted(value)) return endOfUnstarted(value);
  const code = CODES.find(({ isIn }) => isIn(value))?.name;
  const signal = signalOf(value);
  // nano-spawn names the signal alone.
  if (code === undefined) return /^SIG[A-Z]/.test(String(signal)) ? endWith(undefined, signal) : undefined;
  return endWith(propertyOf(value, code), signal);
}

/** Whether this is a process that has not ended: a child of Node, Bun or Deno, or one in a terminal. */
export function isRunning(value: unknown): boolean {
  if (isPromiseLike(propertyOf(value, 'exitCode'))) return true;
  if (typeof propertyOf(value, 'pid') !== 'number' || signalOf(value) !== undefined) return false;
  const isOpen = isChild(value) || propertyOf(value, 'signalCode') === null;
  return isOpen && (propertyOf(value, 'exitCode') ?? undefined) === undefined;
}

/** `false` for a child that never had a process. */
export function hasStarted(value: unknown): boolean {
  return !isChild(value) || propertyOf(value, 'pid') !== undefined;
}

/** The promise in which a running process says how it ends; for a child of Deno the only place. */
export function promisedEndOf(running: unknown): unknown {
  return ['exitCode', 'status'].map((name) => propertyOf(running, name)).find(isPromiseLike);
}

/** Where each library says the exit code. The first that is there counts. */
const CODES: readonly { readonly name: string; readonly isIn: (value: unknown) => boolean }[] = [
  { name: 'exitCode', isIn: (value) => hasProperty(value, 'exitCode') },
  // `code` is that of a database or a server too, unless the rest of a process is there, or nothing else.
  { name: 'code', isIn: (value) => (isOfProcess(value) && hasNumeric(value, 'code')) || isCodeAlone(value) },
  // And `status` is the word for the state of a service, which has a process too.
  { name: 'status', isIn: (value) => isOfProcess(value) && hasNumeric(value, 'status') },
];

/** Whether there is something that only a process has: its id, its signal or its output. */
function isOfProcess(value: unknown): boolean {
  return (
    typeof propertyOf(value, 'pid') === 'number' ||
    SIGNALS.some((name) => hasProperty(value, name) && typeof (propertyOf(value, name) ?? '') !== 'object') ||
    ['stdout', 'stderr', 'output'].some((name) => hasProperty(value, name))
  );
}

/** `{ code: 7 }`; of an error it is the number of some system. */
function isCodeAlone(value: unknown): boolean {
  const isAlone = hasProperty(value, 'code') && Object.keys(value as object).join() === 'code';
  const code = propertyOf(value, 'code');
  return isAlone && !isError(value) && typeof code === 'number' && isExitCode(code);
}

/** Whether a code is there that may be one of a process, or says that there is none: a number, nothing, a name of Node's. */
function hasNumeric(value: unknown, name: string): boolean {
  const code = propertyOf(value, name) ?? null;
  return hasProperty(value, name) && (code === null || isExitCode(code) || isErrorName(code));
}

/** shelljs puts the name of an error there: `ABORT_ERR`, `ERR_CHILD_PROCESS_STDIO_MAXBUFFER`. */
function isErrorName(code: unknown): boolean {
  return typeof code === 'string' && /^(?:ERR_[A-Z_]+|[A-Z_]+_ERR)$/.test(code);
}

/** An exit code, or the negative number of the error for which the process was not started. */
function isExitCode(code: unknown): boolean {
  const number = typeof code === 'string' ? parseExitCode(code) : code;
  return Number.isInteger(number) && (number as number) <= 255;
}

/** Of a proxy that was revoked not even this can be asked. */
function isArray(value: unknown): value is readonly unknown[] {
  return guarded(() => Array.isArray(value)) === true;
}

/** The arguments of the events `exit` and `close`: `[42, null]`, `[null, 'SIGKILL']`. */
function isCodeAndSignal(value: readonly unknown[]): boolean {
  const [code, signal] = value;
  const isSignal = typeof signal === 'string' && /^SIG[A-Z]/.test(signal);
  // ssh2 says more behind a signal.
  if ((code ?? null) === null && isSignal) return true;
  if (value.length !== 2) return false;
  if (isSignal || (signal ?? null) === null) return isExitCode(code);
  // A signal without a name is empty.
  return code === null && signal === '';
}

/** The names under which libraries say what ended a process. */
const SIGNALS: readonly string[] = ['signal', 'signalCode', 'signalName'];

/** What ended it: a name, a number, or an empty text where the library has no name for it. */
function signalOf(value: unknown): unknown {
  return SIGNALS.map((name) => propertyOf(value, name)).find(
    (signal) => typeof signal === 'string' || (typeof signal === 'number' && signal > 0),
  );
}

/** A child that can be sent a signal, as its process's handle can. */
function isChild(value: unknown): boolean {
  return typeof propertyOf(value, 'kill') === 'function' && hasProperty(value, 'pid');
}

/** Bun does not say why. */
function endOfUnstarted(child: unknown): ProcessEnd {
  const errno = propertyOf(child, 'exitCode');
  return { exitCode: typeof errno === 'number' ? exitCodeOfErrno(errno) : NOT_FOUND };
}

/** A start that failed has the negative number of its error for a code; 1 beside a signal is tinyexec's word for none. */
function endWith(told: unknown, signal: unknown): ProcessEnd {
  if (typeof told === 'number' && told < 0) return { exitCode: exitCodeOfErrno(told) };
  const { code, signal: endedBy } = readExitCode({ exitCode: signal && told === 1 ? undefined : told, signal });
  return { exitCode: (code ?? 256) > 255 ? undefined : code, isInterrupted: endedBy === 'SIGINT' };
}
