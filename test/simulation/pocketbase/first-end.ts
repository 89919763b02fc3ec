import { explainExitCode } from '../../../src/index.js';
import type { Reported } from '../reported.js';
import type { Row } from './server.js';

const STORED_STATUS: Readonly<Record<string, string>> = { done: 'sucess', failed: 'failed' };

/** Whether the row holds the end this client reported first; a hook may have added to its explanation. */
export function isFirstEnd(reported: Reported, client: string, row: Row | undefined): boolean {
  const end = row === undefined ? undefined : reported.firstEnd(client, row.random_id);
  if (row === undefined || end === undefined) return false;
  const isSuccess = end.status === 'done';
  return (
    row.status === (STORED_STATUS[end.status] ?? 'unknown') &&
    row.exit_code === (isSuccess ? 0 : end.exit_code) &&
    row.error.replace(/ \(asked \d+\)$/, '') === (isSuccess ? '' : explainExitCode(end.exit_code))
  );
}
