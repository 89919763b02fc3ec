import { RECORD_FIELDS } from '../../sources/records/record-fields.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';
import { toCsv } from '../../views/to-csv.js';
import type { TopFailure } from '../../views/top-failures.js';

/** The columns of failures: heading → property. */
const FAILURE_COLUMNS = {
  nsapp: 'nsapp',
  exit_code: 'exit_code',
  explanation: 'explanation',
  category: 'category',
  blocked: 'blocked',
  runs: 'runs',
  failures: 'share.denominator',
  share: 'share.rate',
};

/** Records as CSV, to be printed: every field is a column, whatever the records have. */
export function csvOfRecords(records: readonly StoredRecord[]): string {
  return csvOf(records, Object.keys(RECORD_FIELDS));
}

/** Failures as CSV, to be printed. */
export function csvOfFailures(failures: readonly TopFailure[]): string {
  return csvOf(failures, FAILURE_COLUMNS);
}

/** `print` ends the last line. */
function csvOf(rows: readonly object[], columns: readonly string[] | Readonly<Record<string, string>>): string {
  return toCsv(rows, { columns }).replace(/\n$/, '');
}
