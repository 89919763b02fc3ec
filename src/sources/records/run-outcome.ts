import { isBlocked } from '../../exit-codes/blocked.js';
import { isFinalStatus } from '../../statuses.js';
import type { StoredRecord } from './stored-record.js';

/**
 * How a run ended. `blocked`: it failed, because the host refused before the script ran. `unknown`: it ended, and no
 * more is known. `unfinished`: it has not ended.
 */
export type RunOutcome = 'success' | 'failed' | 'blocked' | 'aborted' | 'unknown' | 'unfinished';

/** The outcome of a record, which is one run. */
export function runOutcome({ status, exit_code }: Pick<Partial<StoredRecord>, 'status' | 'exit_code'>): RunOutcome {
  if (!isFinalStatus(status)) return 'unfinished';
  return status === 'failed' && isBlocked(exit_code) ? 'blocked' : status;
}
