import { RECORD_FIELDS } from '../../../sources/records/record-fields.js';
import type { RecordField } from '../../../sources/records/stored-record.js';
import { COLUMNS } from '../../columns.js';
import type { Table } from './placement.js';

/** Texts of many different values. */
const LONG_TEXTS: readonly RecordField[] = ['random_id', 'execution_id', 'error', 'failed_command'];
/** Columns that are no fields of reports. */
const OWN: readonly RecordField[] = ['key', 'created', 'updated'];

/** The columns of `runs` that hold what reports say. */
export const REPORTED: readonly RecordField[] = COLUMNS.filter((column) => !OWN.includes(column));

/**
 * One row of each run, in plain columns, in the order in which they began; `FINAL` leaves out rows that were replaced.
 * It is made of `reports`, and never the other way round. A text that is not set is empty; moments are in milliseconds
 * since 1970.
 *
 * - `version` is the number of the run's reports: what was made of more of them replaces what was made of fewer.
 * - `removed` is 1 in a row that says that there is no such run any more, or that it began earlier than that row says.
 * - `changed` is when the row was made, in microseconds since 1970, as the server says.
 */
export const RUNS: Table = {
  name: 'runs',
  engine: 'ReplacingMergeTree',
  engineArguments: ['version', 'removed'],
  columns: [
    'day Date',
    'created Int64',
    'updated Nullable(Int64)',
    'key String',
    'version UInt64',
    'removed UInt8',
    'changed Int64',
    ...REPORTED.map((field) => `${field} ${typeOf(field)}`),
    // The rows of a key are few, and far from each other.
    'INDEX by_key key TYPE bloom_filter(0.001) GRANULARITY 1',
    'INDEX by_random_id random_id TYPE bloom_filter(0.001) GRANULARITY 1',
    'INDEX by_updated updated TYPE minmax GRANULARITY 1',
    'INDEX by_changed changed TYPE minmax GRANULARITY 1',
  ],
  partitionBy: 'toYYYYMM(day)',
  orderBy: '(created, key)',
};

function typeOf(field: RecordField): string {
  const type = RECORD_FIELDS[field];
  if (type === 'flag') return 'Nullable(Bool)';
  if (type === 'number') return field === 'disk_size' ? 'Nullable(Float64)' : 'Nullable(Int64)';
  return LONG_TEXTS.includes(field) ? 'String' : 'LowCardinality(String)';
}
