import type { ReadCall } from '../../sources/http/read-call.js';
import type { ProgressStep } from '../report.js';
import type { Database } from './database.js';

/** Reads the steps of these runs, by key, the oldest first. */
export async function readSteps(
  database: Database,
  keys: readonly string[],
  call: ReadCall,
): Promise<Map<string, ProgressStep[]>> {
  return Promise.reject(new Error(`not built yet (${database.isClosed}, ${keys.length}, ${call.signal.aborted})`));
}
