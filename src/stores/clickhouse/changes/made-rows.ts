import type { StoredRecord } from '../../../sources/records/stored-record.js';
import { COLUMNS, readRecord, type Row } from '../../columns.js';
import { chunksOf } from '../reading/bound-values.js';
import type { Database } from '../database.js';

/** A run of which a row was made, and when the last one was, in microseconds since 1970. */
export interface Made {
  readonly key: string;
  readonly changed: number;
}

/** A made row with the record as it is now; without, if there is no such run any more. */
export interface MadeRecord extends Made {
  readonly record?: StoredRecord;
}

interface Limit {
  readonly signal: AbortSignal;
}

const MADE = `
  SELECT key, max(changed) AS last_changed FROM runs WHERE changed >= {since:Int64}
  GROUP BY key HAVING last_changed > {since:Int64} OR key > {after:String}
  ORDER BY last_changed, key LIMIT {limit:UInt64}`;
const RECORDS = `SELECT ${COLUMNS.join(', ')} FROM runs FINAL PREWHERE key IN {keys:Array(String)}`;

/** Reads of which runs rows were made after a moment, or in it with a key after this one, in that order. */
export async function readMade(
  database: Database,
  since: number,
  after: string,
  limit: number,
  call: Limit,
): Promise<Made[]> {
  const rows = await database.select<{ key: string; last_changed: number }>(MADE, { since, after, limit }, call);
  return rows.map(({ key, last_changed }) => ({ key, changed: last_changed }));
}

/** Reads the records of made rows, in the same order. */
export async function readMadeRecords(database: Database, made: readonly Made[], call: Limit): Promise<MadeRecord[]> {
  const records = new Map<string, StoredRecord>();
  for (const keys of chunksOf(made.map(({ key }) => key)))
    for (const row of await database.select<Row>(RECORDS, { keys }, call))
      records.set(row['key'] as string, readRecord(row, COLUMNS));
  return made.map((one) => {
    const record = records.get(one.key);
    return record === undefined ? one : { ...one, record };
  });
}

/** Which database this is, and what time the server has, in microseconds since 1970. */
export async function readOrigin(database: Database, call: Limit): Promise<{ origin: string; now: number }> {
  const select = `
    SELECT lower(hex(sipHash64(currentDatabase(), min(m.at)))) AS origin, toUnixTimestamp64Micro(now64(6)) AS now
    FROM migrations AS m`;
  const [row] = await database.select<{ origin: string; now: number }>(select, {}, call);
  return row as { origin: string; now: number };
}
