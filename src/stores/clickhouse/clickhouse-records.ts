import type { RecordsSource } from '../../sources/records/records-source.js';
import type { Changes } from './changes.js';
import type { Database } from './database.js';

/** Makes the source of a store's records. */
export function clickhouseRecords(name: string, database: Database, changes: Changes): RecordsSource {
  throw new Error(`not built yet (${name}, ${database.isClosed}, ${changes.count})`);
}
