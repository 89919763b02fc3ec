import { hasStarted, isRunning, promisedEndOf, readProcessEnd } from './process-end.js';
import { isError, propertyOf, textOf } from './shape.js';
import { exitCodeOfStartError } from './start-error.js';

/** How the work of a caller ended. */
export type WorkOutcome = ({ readonly result: unknown } | { readonly thrown: unknown }) & {
  /** Why the caller's signal fired, where it had when the work ended. */
  readonly abort?: { readonly reason: unknown } | undefined;
};

/** What the end of a work says, as `update` takes it. */
export interface WorkEnd {
  readonly status: 'success' | 'failed' | 'aborted' | 'unknown';
  readonly exit_code: number;
}

const SUCCESS: WorkEnd = { status: 'success', exit_code: 0 };
const UNTOLD: WorkEnd = { status: 'unknown', exit_code: 1 };
const FAILED: WorkEnd = { status: 'failed', exit_code: 1 };
/** What a shell gives for Ctrl+C. */
const ABORTED: WorkEnd = { status: 'aborted', exit_code: 130 };
/** What GNU's `timeout` gives. */
const TIMED_OUT: WorkEnd = { status: 'failed', exit_code: 124 };

/** How many errors are looked through, each the cause of the one before. */
const LONGEST_CHAIN = 5;

/** Reads how a work ended, by the rules of {@link TelemetryClient.track}. Of what cannot be read it tells no more than it can. */
export async function endOfWork(work: WorkOutcome): Promise<WorkEnd> {
  const end = await readEnd(work).catch(() => ('thrown' in work ? FAILED : UNTOLD));
  if (end.status === 'success' || work.abort === undefined) return end;
  return chainOf(work.abort.reason).some(isTimeout) ? TIMED_OUT : ABORTED;
}

async function readEnd(work: WorkOutcome): Promise<WorkEnd> {
  return 'thrown' in work ? endOfFailure(work.thrown) : endOfResult(await settled(work.result));
}

/** A result as it is once all is known that can be: a child of Deno says how it ended in a promise alone. */
async function settled(result: unknown): Promise<unknown> {
  // Why a child did not start is known a turn later.
  if (!hasStarted(result)) await new Promise((known) => setTimeout(known));
  if (!isRunning(result)) return result;
  const ended = await Promise.race([promisedEndOf(result), Promise.resolve()]).catch(() => undefined);
  return ended ?? result;
}

function endOfResult(result: unknown): WorkEnd {
  if (isUntold(result) || isRunning(result)) return UNTOLD;
  return isFailure(result) ? endOfFailure(result) : SUCCESS;
}

/** Node gives `null` as the code of a process that was killed, Deno `[null, null]` for one that is missing. */
function isUntold(result: unknown): boolean {
  return result === null || (Array.isArray(result) && result.length === 2 && result.every((part) => part === null));
}

function isFailure(result: unknown): boolean {
  if (propertyOf(result, 'success') === false) return true;
  if (['failed', 'timedOut', 'isCanceled'].some((name) => propertyOf(result, name) === true)) return true;
  // Deno's spawnSync gives nothing but the error of what it cannot start.
  if (/^spawn/.test(textOf(propertyOf(result, 'error'), 'syscall'))) return true;
  const process = readProcessEnd(result);
  // zx gives a clean end as an error.
  return process === undefined ? isError(result) || hasNegativeCode(result) : process.exitCode !== 0;
}

function hasNegativeCode(result: unknown): boolean {
  return ['code', 'status']
    .map((name) => propertyOf(result, name))
    .some((code) => typeof code === 'number' && code < 0);
}

/** By the failure itself, and by what lies under it. */
function endOfFailure(failure: unknown): WorkEnd {
  const chain = chainOf(failure);
  if (chain.some(isTimeout)) return TIMED_OUT;
  // Not by its cause: what was aborted there is a step of the work that failed.
  if (isAbort(failure) || readProcessEnd(failure)?.isInterrupted) return ABORTED;
  const codes = chain.slice(0, 2).map((link) => readProcessEnd(link)?.exitCode || exitCodeOfStartError(link));
  return { status: 'failed', exit_code: codes.find((code) => code !== undefined) ?? 1 };
}

/** A failure and what lies under it: the cause of an error, the error of a result. */
function chainOf(failure: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let link = failure; link !== undefined && chain.length < LONGEST_CHAIN;) {
    chain.push(link);
    link = propertyOf(link, 'cause') ?? propertyOf(link, 'error');
  }
  return chain;
}

/** A time limit, in the words of the platform, execa, Node's `spawnSync` and nano-spawn. */
function isTimeout(value: unknown): boolean {
  return (
    propertyOf(value, 'name') === 'TimeoutError' ||
    propertyOf(value, 'timedOut') === true ||
    (propertyOf(value, 'code') === 'ETIMEDOUT' && /^spawn/.test(textOf(value, 'syscall'))) ||
    // It does not tell its own limit from a SIGTERM of another process.
    (propertyOf(value, 'signalName') === 'SIGTERM' && propertyOf(value, 'isCanceled') === false)
  );
}

/** An abort by a signal of the work's own, in the words of the platform, Node, execa and nano-spawn. */
function isAbort(value: unknown): boolean {
  return (
    propertyOf(value, 'name') === 'AbortError' ||
    propertyOf(value, 'code') === 'ABORT_ERR' ||
    propertyOf(value, 'isCanceled') === true
  );
}
