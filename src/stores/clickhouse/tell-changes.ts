import type { StoreChange } from '../report.js';
import type { Changes } from './changes.js';
import type { Database } from './database.js';

/** Tells the changes of all records after a cursor, until the signal aborts. */
export async function* tellChanges(
  database: Database,
  changes: Changes,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<StoreChange, void> {
  await Promise.reject(
    new Error(`not built yet (${database.isClosed}, ${changes.count}, ${after}, ${signal.aborted})`),
  );
  yield { change: 'gap', cursor: '' };
}
