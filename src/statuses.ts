/** What ends an installation. */
export type FinalStatus = 'success' | 'failed' | 'aborted' | 'unknown';

/** Where an installation stands. */
export type Status = 'installing' | FinalStatus;

const FINAL: readonly unknown[] = ['success', 'failed', 'aborted', 'unknown'] satisfies FinalStatus[];

/** Whether this status ends an installation; nothing may follow it. */
export function isFinalStatus(status: unknown): status is FinalStatus {
  return FINAL.includes(status);
}
