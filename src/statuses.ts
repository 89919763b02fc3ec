/** What ends an installation. */
export type FinalStatus = 'success' | 'failed' | 'aborted' | 'unknown';

/** A final status as callers and shells spell it: `done`, `success` and `sucess` are one. */
export type GivenStatus = FinalStatus | 'done' | 'sucess';

/** Where an installation stands. */
export type Status = 'installing' | FinalStatus;

const FINAL: readonly unknown[] = ['success', 'failed', 'aborted', 'unknown'] satisfies FinalStatus[];

/** Whether this status ends an installation; nothing may follow it. */
export function isFinalStatus(status: unknown): status is FinalStatus {
  return FINAL.includes(status);
}
