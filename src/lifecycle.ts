/** What ends an installation. */
export type FinalStatus = 'success' | 'failed' | 'aborted' | 'unknown';

/** Where an installation stands. */
export type Status = 'installing' | FinalStatus;

/** From each status, the statuses that may follow: an installation ends once. */
export const TRANSITIONS: Readonly<Record<Status, readonly Status[]>> = {
  installing: ['success', 'failed', 'aborted', 'unknown'],
  success: [],
  failed: [],
  aborted: [],
  unknown: [],
};

/** Whether nothing may follow this status. Text that is no status ends nothing. */
export function isFinalStatus(status: string): status is FinalStatus {
  return Object.hasOwn(TRANSITIONS, status) && TRANSITIONS[status as Status].length === 0;
}
