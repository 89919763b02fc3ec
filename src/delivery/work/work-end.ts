import { hasStarted, isRunning, promisedEndOf, readProcessEnd } from './process-end.js';
import { isError, propertyOf, textOf } from './shape.js';
import { exitCodeOfStartError } from './start-error.js';

/** The result or error of a caller's work. */
export type WorkOutcome = ({ readonly result: unknown } | { readonly thrown: unknown }) & {
  /** Why the caller's signal aborted, if it had when the work ended. */
  readonly abort?: { readonly reason: unknown } | undefined;
};

/** The end of a work, as `update` takes it. */
export interface WorkEnd {
  readonly status: 'success' | 'failed' | 'aborted' | 'unknown';
  readonly exit_code: number;
}

const SUCCESS: WorkEnd = { status: 'success', exit_code: 0 };
const UNTOLD: WorkEnd = { status: 'unknown', exit_code: 1 };
const FAILED: WorkEnd = { status: 'failed', exit_code: 1 };
/** A shell's exit code for Ctrl+C. */
const ABORTED: WorkEnd = { status: 'aborted', exit_code: 130 };
/** The exit code of GNU's `timeout`. */
const TIMED_OUT: WorkEnd = { status: 'failed', exit_code: 124 };

/** How many errors of a chain of causes are read. */
const LONGEST_CHAIN = 5;

/** Reads how a work ended, by the rules of {@link TelemetryClient.track}. An unreadable result is `unknown`. */
export async function endOfWork(work: WorkOutcome): Promise<WorkEnd> {
  const end = await readEnd(work).catch(() => ('thrown' in work ? FAILED : UNTOLD));
  if (end.status === 'success' || work.abort === undefined) return end;
  return chainOf(work.abort.reason).some(isTimeout) ? TIMED_OUT : ABORTED;
}

async function readEnd(work: WorkOutcome): Promise<WorkEnd> {
  return 'thrown' in work ? endOfFailure(work.thrown) : endOfResult(await settled(work.result));
}

/** Waits briefly for a result that is not complete yet: a child of Deno gives its end in a promise only. */
async function settled(result: unknown): Promise<unknown> {
  // A child learns in the next turn why it could not be started.
  if (!hasStarted(result)) await new Promise((known) => setTimeout(known));
  if (!isRunning(result)) return result;
  const ended = await Promise.race([promisedEndOf(result), Promise.resolve()]).catch(() => undefined);
  return ended ?? result;
}

function endOfResult(result: unknown): WorkEnd {
  if (isUntold(result) || isRunning(result)) return UNTOLD;
  return isFailure(result) ? endOfFailure(result) : SUCCESS;
}

/** `null` is Node's code of a killed process, `[null, null]` Deno's end of one that could not be found. */
function isUntold(result: unknown): boolean {
  return result === null || (Array.isArray(result) && result.length === 2 && result.every((part) => part === null));
}

function isFailure(result: unknown): boolean {
  if (propertyOf(result, 'success') === false) return true;
  if (['failed', 'timedOut', 'isCanceled'].some((name) => propertyOf(result, name) === true)) return true;
  // Of a command that cannot be started, Deno's spawnSync gives the error only.
  if (/^spawn/.test(textOf(propertyOf(result, 'error'), 'syscall'))) return true;
  const process = readProcessEnd(result);
  // zx returns a clean end as an error object.
  return process === undefined ? isError(result) || hasNegativeCode(result) : process.exitCode !== 0;
}

function hasNegativeCode(result: unknown): boolean {
  return ['code', 'status']
    .map((name) => propertyOf(result, name))
    .some((code) => typeof code === 'number' && code < 0);
}

/** Reads the failure itself and its causes. */
function endOfFailure(failure: unknown): WorkEnd {
  const chain = chainOf(failure);
  if (chain.some(isTimeout)) return TIMED_OUT;
  // Its cause does not count: an aborted step inside means that the work failed.
  if (isAbort(failure) || readProcessEnd(failure)?.isInterrupted) return ABORTED;
  const codes = chain.slice(0, 2).map((link) => readProcessEnd(link)?.exitCode || exitCodeOfStartError(link));
  return { status: 'failed', exit_code: codes.find((code) => code !== undefined) ?? 1 };
}

/** A failure and its causes: the `cause` of an error, the `error` of a result. */
function chainOf(failure: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let link = failure; link !== undefined && chain.length < LONGEST_CHAIN;) {
    chain.push(link);
    link = propertyOf(link, 'cause') ?? propertyOf(link, 'error');
  }
  return chain;
}

/** A timeout of the platform, execa, Node's `spawnSync` or nano-spawn. */
function isTimeout(value: unknown): boolean {
  return (
    propertyOf(value, 'name') === 'TimeoutError' ||
    propertyOf(value, 'timedOut') === true ||
    (propertyOf(value, 'code') === 'ETIMEDOUT' && /^spawn/.test(textOf(value, 'syscall'))) ||
    // nano-spawn does not tell its own timeout from a SIGTERM of another process.
    (propertyOf(value, 'signalName') === 'SIGTERM' && propertyOf(value, 'isCanceled') === false)
  );
}

/** An abort by the work's own signal, of the platform, Node, execa or nano-spawn. */
function isAbort(value: unknown): boolean {
  return (
    propertyOf(value, 'name') === 'AbortError' ||
    propertyOf(value, 'code') === 'ABORT_ERR' ||
    propertyOf(value, 'isCanceled') === true
  );
}
