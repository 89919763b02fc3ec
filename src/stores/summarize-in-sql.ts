import { BLOCKED_RANGES } from '../exit-codes/blocked.js';
import { checkPlan } from '../sources/records/check-plan.js';
import type { CheckedQuery } from '../sources/records/check-query.js';
import type { RecordField, StoredRecord } from '../sources/records/stored-record.js';
import { runningSummary } from '../sources/records/summarize-records.js';
import type { SummaryPlan, SummaryRow, TimeKey } from '../sources/records/summary.js';
import { FINAL_STATUSES } from '../statuses.js';
import { columnsOf, readRecord, type Row } from './columns.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Every offset of a zone since 1972 is a multiple of this. */
const QUARTER_MS = 900_000;

const FINAL = `status IN (${FINAL_STATUSES.map((status) => `'${status}'`).join(', ')})`;
const BLOCKED = BLOCKED_RANGES.map(([from, to]) => `exit_code BETWEEN ${from} AND ${to}`).join(' OR ');
/** What decides the outcome of a run, in as few different values as possible. */
const OUTCOME_STATUS = `CASE WHEN ${FINAL} THEN status ELSE 'installing' END`;
const OUTCOME_CODE = `CASE WHEN status = 'failed' AND (${BLOCKED}) THEN ${BLOCKED_RANGES[0]?.[0]} END`;

/** The columns by which runs are counted, as expressions in the order of the groups, and what reads their rows. */
export interface Grouping {
  /** Each gives an integer, a text or NULL. */
  readonly expressions: readonly string[];
  /** Makes the summary of rows: the values of a group in the order of the expressions, and its number of runs. */
  readonly summaryOf: (rows: readonly (readonly [values: readonly Row[string][], runs: number])[]) => SummaryRow[];
}

/**
 * Whether SQL can count a plan. It groups by the values of fields, by parts of an hour or a day, and by seconds; a moment
 * itself would not be one of them.
 */
export function isCountedInSql({ limit }: CheckedQuery, plan: SummaryPlan): boolean {
  const { by, durations } = checkPlan(plan);
  const uncounted: readonly unknown[] = ['created', 'updated', ...(durations ? ['install_duration'] : [])];
  return limit === undefined && !by.some((part) => uncounted.includes(part));
}

/**
 * Compiles a plan that {@link isCountedInSql}; `summarizeRecords` over the records gives the same rows.
 *
 * @param divide - Writes the division of two integers without its remainder.
 */
export function compilePlan(plan: SummaryPlan, divide: (dividend: string, divisor: number) => string): Grouping {
  const fields: readonly RecordField[] = plan.by.filter((part) => typeof part === 'string');
  const times = plan.by.filter((part) => typeof part !== 'string');
  const needed = [...fields, 'status', 'exit_code', ...(plan.durations ? ['install_duration'] : [])] as RecordField[];
  const columns = columnsOf(needed).filter((column) => column !== 'key' || fields.includes(column));
  const bucketMs = Math.min(...times.map(bucketOf));
  const outcomes: Partial<Record<RecordField, string>> = {
    status: OUTCOME_STATUS,
    exit_code: OUTCOME_CODE,
    install_duration: secondsIn(divide),
  };
  return {
    expressions: [
      ...columns.map((column) => (fields.includes(column) ? column : (outcomes[column] as string))),
      ...(times.length > 0 ? [divide('created', bucketMs)] : []),
    ],
    summaryOf(rows) {
      const summary = runningSummary(plan);
      for (const [values, runs] of rows) {
        const row = Object.fromEntries(columns.map((column, place) => [column, values[place]]));
        const record: Partial<StoredRecord> = readRecord(row, columns);
        if (times.length > 0) record.created = new Date((values.at(-1) as number) * bucketMs).toISOString();
        summary.add(record, runs);
      }
      return summary.rows();
    },
  };
}

function secondsIn(divide: (dividend: string, divisor: number) => string): string {
  const sinceCreated = `CASE WHEN updated > created THEN ${divide('(updated - created)', 1000)} END`;
  return `CASE WHEN ${FINAL} THEN coalesce(install_duration, ${sinceCreated}) END`;
}

/** The longest part of a time that lies within one span of the calendar. */
function bucketOf({ every, timeZone = 'UTC' }: TimeKey): number {
  if (timeZone !== 'UTC') return QUARTER_MS;
  return every === 'hour' ? HOUR_MS : DAY_MS;
}
