import type { StoredRecord } from '../../src/sources/ingest/index.js';
import { checkQuery } from '../../src/sources/records/check-query.js';
import { compareRecords } from '../../src/sources/records/sort-records.js';
import { chooseRows, FINAL, keyOf, rowsOf, type ServiceRow, statusShown } from '../ingest/read-service.js';
import { RECORDED_AT } from './service-recording.js';

/** A record by our own definition: the row that counts among all rows of its execution. */
export function ourRecord(row: ServiceRow): StoredRecord {
  const { has_arm, created, ...values } = row;
  const set = Object.entries(values).filter(([, value]) => value !== '' && value !== 0);
  const isContainer = row.type === 'lxc' || row.type === 'turnkey';
  return {
    ...(FINAL.includes(row.status) ? { exit_code: 0 } : {}),
    ...(isContainer && (row['core_count'] || row['ram_size']) ? { ct_type: 0 } : {}),
    ...Object.fromEntries(set),
    ...(has_arm ? { has_arm: true } : {}),
    key: keyOf(row),
    status: statusShown(row),
    created: new Date(`${created.replace(' ', 'T')}Z`).toISOString(),
  } as StoredRecord;
}

/** The records of a year of the recording, the oldest first. */
export function ourRecords(rows: readonly ServiceRow[]): StoredRecord[] {
  const reached = rowsOf(rows, new URLSearchParams({ days: '365', repo: 'all' }), RECORDED_AT);
  return chooseRows(reached)
    .map(ourRecord)
    .sort(compareRecords(checkQuery(undefined)));
}
