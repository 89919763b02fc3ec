import type { ReadCall } from '../../../sources/http/read-call.js';
import { momentOf } from '../../columns.js';
import type { KeptRefusal } from '../../report.js';
import type { Database } from '../database.js';

const SELECT = `
  SELECT toUnixTimestamp64Milli(r.at) AS ms, r.reason AS reason, r.body AS body
  FROM refusals AS r ORDER BY r.at DESC, r.sequence DESC LIMIT 1 BY r.sequence LIMIT {limit:UInt64}`;

/** Reads what was refused, the newest first. */
export async function readRefusals(database: Database, limit: number, call: ReadCall): Promise<KeptRefusal[]> {
  const rows = await database.select<{ ms: number; reason: string; body: string }>(SELECT, { limit }, call);
  return rows.map(({ ms, reason, body }) => ({ at: momentOf(ms), reason, body }));
}
