/** A status that ends an installation. */
export type FinalStatus = 'success' | 'failed' | 'aborted' | 'unknown';

/** A final status as callers and shells write it. `done`, `success` and `sucess` mean the same. */
export type GivenStatus = FinalStatus | 'done' | 'sucess';

/** The status of an installation. */
export type Status = 'installing' | FinalStatus;

/** Every final status. */
export const FINAL_STATUSES: readonly FinalStatus[] = ['success', 'failed', 'aborted', 'unknown'];

/** Whether this status ends an installation. No other status may follow it. */
export function isFinalStatus(status: unknown): status is FinalStatus {
  return FINAL_STATUSES.includes(status as FinalStatus);
}
