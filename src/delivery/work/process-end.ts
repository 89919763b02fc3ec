import { parseExitCode } from '../../exit-codes/exit-code.js';
import { exitCodeOfSignal } from '../../exit-codes/signals.js';
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
  if (Array.isArray(value)) return isCodeAndSignal(value) ? endWith(value[0], value[1]) : undefined;
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
  { name: 'code', isIn: (value) => hasProperty(value, 'code') && (isOfProcess(value) || isCodeAlone(value)) },
  // And `status` is the word for the state of a service, which has a process too.
  { name: 'status', isIn: (value) => hasProperty(value, 'status') && isOfProcess(value) && hasNumericStatus(value) },
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
  return !isError(value) && Object.keys(value as object).join() === 'code' && isExitCode(propertyOf(value, 'code'));
}

function hasNumericStatus(value: unknown): boolean {
  const status = propertyOf(value, 'status') ?? null;
  return status === null || isExitCode(status);
}

/** An exit code, or the negative number of the error for which the process was not started. */
function isExitCode(code: unknown): boolean {
  const number = typeof code === 'string' ? parseExitCode(code) : code;
  return Number.isInteger(number) && (number as number) <= 255;
}

/** The arguments of the events `exit` and `close`: `[42, null]`, `[null, 'SIGKILL']`. */
function isCodeAndSignal(value: readonly unknown[]): boolean {
  const [code, signal] = value;
  if (value.length !== 2) return false;
  return typeof signal === 'string' ? code === null || code === 0 : signal === null && isExitCode(code);
}

/** What a shell gives for SIGINT. */
const INTERRUPTED = 130;

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

/** A code comes before the signal, unless it is what a library puts there where a signal ended the process: 0 or 1. */
function endWith(code: unknown, signal: unknown): ProcessEnd {
  const exited = parseExitCode(code);
  const bySignal = exitCodeOfSignal(signal);
  if (bySignal !== undefined && (exited === undefined || exited <= 1 || exited === bySignal)) {
    return { exitCode: bySignal, isInterrupted: bySignal === INTERRUPTED };
  }
  if (typeof code === 'number' && code < 0) return { exitCode: exitCodeOfErrno(code) };
  const isClean = exited === 0 && (signal === undefined || signal === null);
  return { exitCode: isClean || (exited !== 0 && (exited ?? 256) <= 255) ? exited : undefined };
}
