import { isFinalStatus } from '../../../src/statuses.js';
import { checkQuery } from '../../../src/sources/records/check-query.js';
import { matchesQuery } from '../../../src/sources/records/matches-query.js';
import { RECORD_STATUSES } from '../../../src/sources/records/record-fields.js';
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
    status: readStatus(status),
    created: created.replace(' ', 'T'),
    updated: updated.replace(' ', 'T'),
  };
  const isSet = ([field, value]: [string, unknown]): boolean =>
    (value !== '' || field === 'nsapp') &&
    (value !== 0 || field === 'ct_type' || (field === 'exit_code' && (status === 'sucess' || isFinalStatus(status))));
  return Object.fromEntries(Object.entries(record).filter(isSet)) as unknown as StoredRecord;
}

/** One that is not known here, or not set, is `unknown`. */
function readStatus(stored: string): string {
  if (stored === 'sucess') return 'success';
  return (RECORD_STATUSES as readonly string[]).includes(stored) ? stored : 'unknown';
}

/** What a query finds in these records, in order. */
export function expectedOf(query: RecordQuery, records: readonly StoredRecord[]): StoredRecord[] {
  const checked = checkQuery(query);
  return records.filter((record) => matchesQuery(record, checked)).sort(compareRecords(checked));
}
