import type { ReadCall } from '../../sources/http/read-call.js';
import type { KeptRefusal } from '../report.js';
import type { Database } from './database.js';

/** Reads what was refused, the newest first. */
export async function readRefusals(database: Database, limit: number, call: ReadCall): Promise<KeptRefusal[]> {
  return Promise.reject(new Error(`not built yet (${database.isClosed}, ${limit}, ${call.signal.aborted})`));
}
