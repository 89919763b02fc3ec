import type { StoredRecord } from '../../sources/records/stored-record.js';
import { COLUMNS, readRecord } from '../columns.js';
import type { Reader } from './reader.js';

/** A record that was changed, or the key of one that was removed. */
export interface Change {
  readonly version: number;
  readonly key: string;
  readonly record?: StoredRecord;
}

/** How far the changes of a file have come. */
export interface Sequence {
  /** Which file it is. */
  readonly file: string;
  /** The version of the last change. */
  readonly version: number;
  /** Removals up to this version are not kept any more. */
  readonly forgotten: number;
}

const CHANGED = `
  SELECT version, key FROM runs WHERE version > ?
  UNION ALL SELECT version, key FROM removals WHERE version > ?
  ORDER BY version LIMIT 500`;
const BY_KEYS = `SELECT ${COLUMNS.join(', ')} FROM runs WHERE key IN (SELECT value FROM json_each(?))`;

/** Reads some of the changes after a version, in their order; none if there are no more. */
export function readChanges(reader: Reader, since: number): Change[] {
  const changed = reader.now(CHANGED, [since, since]) as unknown as { version: number; key: string }[];
  // Of a record that was removed and stored again, the last change.
  const versions = new Map(changed.map(({ version, key }) => [key, version]));
  const rows = reader.now(BY_KEYS, [JSON.stringify([...versions.keys()])]);
  const records = new Map(rows.map((row) => [row['key'], readRecord(row, COLUMNS)]));
  return [...versions]
    .map(([key, version]) => ({ version, key, ...(records.has(key) && { record: records.get(key) as StoredRecord }) }))
    .sort((a, b) => a.version - b.version);
}

/** Reads how far the changes have come. */
export function readSequence(reader: Reader): Sequence {
  return reader.now('SELECT file, version, forgotten FROM sequence', [])[0] as unknown as Sequence;
}
