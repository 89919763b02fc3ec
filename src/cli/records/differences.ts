import { isDeepStrictEqual } from 'node:util';
import type { StoredRecord } from '../../sources/records/stored-record.js';

type Records = ReadonlyMap<string, StoredRecord>;

/** What is different between two snapshots of the same query. */
export interface Differences {
  /** Records that are new or have changed, as they are now. */
  readonly changed: readonly StoredRecord[];
  /** Records that are missing now, as they were. */
  readonly removed: readonly StoredRecord[];
}

/** Compares two snapshots, record by record. */
export function differences(before: Records, now: Records): Differences {
  return {
    changed: [...now]
      .filter(([key, record]) => !isDeepStrictEqual(record, before.get(key)))
      .map(([, record]) => record),
    removed: [...before].filter(([key]) => !now.has(key)).map(([, record]) => record),
  };
}
