import { isFinalStatus } from '../../../src/statuses.js';
import { checkQuery } from '../../../src/sources/records/check-query.js';
import { matchesQuery } from '../../../src/sources/records/matches-query.js';
import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import { compareRecords } from '../../../src/sources/records/sort-records.js';
import type { StoredRecord } from '../../../src/sources/records/stored-record.js';
import type { StoredRow } from './hostile-rows.js';

/** A row as the rules of stored records read it. */
export function expectedRecord({ id, created, updated, status, ...row }: StoredRow): StoredRecord {
  const record = {
    key: row.random_id,
    record_id: id,
    ...row,
    status: status === 'sucess' ? 'success' : status,
    created: created.replace(' ', 'T'),
    updated: updated.replace(' ', 'T'),
  };
  const isSet = ([field, value]: [string, unknown]): boolean =>
    value !== '' && (value !== 0 || field === 'ct_type' || (field === 'exit_code' && isFinalStatus(record.status)));
  return Object.fromEntries(Object.entries(record).filter(isSet)) as unknown as StoredRecord;
}

/**
 * What a query finds in these records, in order. PocketBase does not look behind a NUL character, so that a search
 * without one ends there.
 */
export function expectedOf(query: RecordQuery, records: readonly StoredRecord[]): StoredRecord[] {
  const checked = checkQuery(query);
  const { search } = checked;
  const visible = (record: StoredRecord): StoredRecord => {
    if (search === undefined || search.includes('\0')) return record;
    const { nsapp, error, ...rest } = record;
    const cut = (text: string | undefined): string | undefined => text?.split('\0')[0];
    return { ...rest, nsapp: cut(nsapp), error: cut(error) } as StoredRecord;
  };
  const { conditions, sort, unordered } = checked;
  const isMeant = (record: StoredRecord): boolean =>
    matchesQuery(record, { conditions, sort, unordered }) &&
    matchesQuery(visible(record), { ...checked, conditions: [] });
  return records.filter(isMeant).sort(compareRecords(checked));
}
