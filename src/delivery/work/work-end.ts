import { hasStarted, isRunning, promisedEndOf, readProcessEnd } from './process-end.js';
import { isError, propertyOf } from './shape.js';
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
/** What a shell gives for Ctrl+C. */
const ABORTED: WorkEnd = { status: 'aborted', exit_code: 130 };
/** What GNU's `timeout` gives. */
const TIMED_OUT: WorkEnd = { status: 'failed', exit_code: 124 };

/** How many errors are looked through, each the cause of the one before. */
const LONGEST_CHAIN = 5;

/** Reads how a work ended, by the rules of {@link TelemetryClient.track}. What throws while it is read tells nothing. */
export async function endOfWork(work: WorkOutcome): Promise<WorkEnd> {
  const end = 'thrown' in work ? endOfFailure(work.thrown) : await endOfResult(work.result);
  if (end.status === 'success' || work.abort === undefined) return end;
  return chainOf(work.abort.reason).some(isTimeout) ? TIMED_OUT : ABORTED;
}

async function endOfResult(result: unknown): Promise<WorkEnd> {
  // Node gives null as the code of a process that was killed; what else it may be cannot be told.
  if (result === null) return UNTOLD;
  if (isRunning(result)) return endOfRunning(result);
  // Why a child did not start is known a turn later.
  if (!hasStarted(result)) await new Promise((known) => setTimeout(known));
  return isFailure(result) ? endOfFailure(result) : SUCCESS;
}

/** A child of Deno says how it ended in a promise alone, which may be settled by now. */
async function endOfRunning(running: unknown): Promise<WorkEnd> {
  const ended = await Promise.race([promisedEndOf(running), Promise.resolve()]).catch(() => undefined);
  return ended === undefined ? UNTOLD : endOfResult(ended);
}

function isFailure(result: unknown): boolean {
  if (propertyOf(result, 'failed') === true || propertyOf(result, 'success') === false) return true;
  // Deno's spawnSync gives nothing but the error of what it cannot start.
  if (/^spawn/.test(String(propertyOf(propertyOf(result, 'error'), 'syscall')))) return true;
  const process = readProcessEnd(result);
  // zx gives a clean end as an error.
  return process === undefined ? isError(result) || hasNegativeCode(result) : process.exitCode !== 0;
}

function hasNegativeCode(result: unknown): boolean {
  return ['code', 'status'].some((name) => (propertyOf(result, name) as number) < 0);
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
    (propertyOf(value, 'code') === 'ETIMEDOUT' && /^spawn/.test(String(propertyOf(value, 'syscall')))) ||
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
