import { BLOCKED_RANGES } from '../../exit-codes/blocked.js';
import type { ReadCall } from '../../sources/http/read-call.js';
import { checkPlan } from '../../sources/records/check-plan.js';
import type { CheckedQuery } from '../../sources/records/check-query.js';
import type { RecordField, StoredRecord } from '../../sources/records/stored-record.js';
import { runningSummary } from '../../sources/records/summarize-records.js';
import type { SummaryPlan, SummaryRow, TimeKey } from '../../sources/records/summary.js';
import { FINAL_STATUSES } from '../../statuses.js';
import { columnsOf, readRecord } from './columns.js';
import { compileQuery } from './compile-query.js';
import type { Reader } from './reader.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Every offset of a zone since 1972 is a multiple of this. */
const QUARTER_MS = 900_000;

const FINAL = `status IN (${FINAL_STATUSES.map((status) => `'${status}'`).join(', ')})`;
const BLOCKED = BLOCKED_RANGES.map(([from, to]) => `exit_code BETWEEN ${from} AND ${to}`).join(' OR ');
/** What decides the outcome of a run, in as few different values as possible. */
const OUTCOME_STATUS = `CASE WHEN ${FINAL} THEN status ELSE 'installing' END`;
const OUTCOME_CODE = `CASE WHEN status = 'failed' AND (${BLOCKED}) THEN ${BLOCKED_RANGES[0]?.[0]} END`;
const SINCE_CREATED = 'CASE WHEN updated > created THEN (updated - created) / 1000 END';
const SECONDS = `CASE WHEN ${FINAL} THEN coalesce(install_duration, ${SINCE_CREATED}) END`;

/**
 * Whether SQL can count a plan. It groups by the values of fields, by parts of an hour or a day, and by seconds; a moment
 * itself would not be one of them.
 */
export function isCountedBySql({ limit }: CheckedQuery, plan: SummaryPlan): boolean {
  const { by, durations } = checkPlan(plan);
  const uncounted: readonly unknown[] = ['created', 'updated', ...(durations ? ['install_duration'] : [])];
  return limit === undefined && !by.some((part) => uncounted.includes(part));
}

/** Counts in SQL what {@link isCountedBySql}; `summarizeRecords` over the records gives the same rows. */
export async function summarizeBySql(
  reader: Reader,
  query: CheckedQuery,
  plan: SummaryPlan,
  call: ReadCall,
): Promise<SummaryRow[]> {
  const fields: readonly RecordField[] = plan.by.filter((part) => typeof part === 'string');
  const times = plan.by.filter((part) => typeof part !== 'string');
  const columns = columnsOf([...fields, 'status', 'exit_code', 'install_duration']).filter(
    (column) => column !== 'key' || fields.includes(column),
  );
  const bucketMs = Math.min(...times.map(bucketOf));
  const selected = [
    ...columns.map((column) => `${fields.includes(column) ? column : expressionOf(column, plan)} AS "${column}"`),
    ...(times.length > 0 ? [`created / ${bucketMs} AS bucket`] : []),
  ];
  const { sql, values } = compileQuery(query);
  const groups = selected.map((_, place) => place + 1).join(', ');
  const select = `SELECT ${selected.join(', ')}, count(*) AS runs FROM runs WHERE ${sql} GROUP BY ${groups}`;
  const rows = await reader.all(select, values, call);
  const summary = runningSummary(plan);
  for (const row of rows) {
    const record: Partial<StoredRecord> = readRecord(row, columns);
    if (times.length > 0) record.created = new Date((row['bucket'] as number) * bucketMs).toISOString();
    summary.add(record, row['runs'] as number);
  }
  return summary.rows();
}

function expressionOf(column: RecordField, { durations }: SummaryPlan): string {
  if (column === 'status') return OUTCOME_STATUS;
  if (column === 'exit_code') return OUTCOME_CODE;
  return durations === true ? SECONDS : 'NULL';
}

/** The longest part of a time that lies within one span of the calendar. */
function bucketOf({ every, timeZone = 'UTC' }: TimeKey): number {
  if (timeZone !== 'UTC') return QUARTER_MS;
  return every === 'hour' ? HOUR_MS : DAY_MS;
}
