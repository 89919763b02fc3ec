import { FINAL, rowsOf, type ServiceRow } from '../ingest/read-service.js';
import { RECORDED_AT } from './service-recording.js';

/** The rows that the service counts, by what it counts in them. */
export interface CountedRows {
  readonly events: readonly ServiceRow[];
  readonly ends: readonly ServiceRow[];
  readonly success: readonly ServiceRow[];
  readonly failed: readonly ServiceRow[];
  readonly aborted: readonly ServiceRow[];
  /** Without those of a user's own abort. */
  readonly recentFailures: readonly ServiceRow[];
  /** Without those with exit code 0 either. */
  readonly failures: readonly ServiceRow[];
  readonly unfinishedToday: readonly ServiceRow[];
}

/** Finds the rows again in the table, by the rules that the documentation of our statistics says. */
export function countedRows(
  rows: readonly ServiceRow[],
  query: URLSearchParams,
  { byDefault, zero }: { readonly byDefault: number; readonly zero: number },
): CountedRows {
  const given = /^\s*[+-]?\d+/.exec(query.get('days') ?? '')?.[0];
  const days = given === undefined ? byDefault : Number(given) || zero;
  const events = rowsWithin(rows, query, days);
  const failed = events.filter(({ status }) => status === 'failed');
  const recentFailures = failed.filter((row) => row['error_category'] !== 'user_aborted');
  const ended = new Set(rows.filter(isEnd).map(({ execution_id }) => execution_id || undefined));
  return {
    events,
    ends: events.filter(isEnd),
    success: events.filter(({ status }) => status === 'success'),
    failed,
    aborted: events.filter(({ status }) => status === 'aborted'),
    recentFailures,
    failures: recentFailures.filter(({ exit_code }) => exit_code !== 0),
    unfinishedToday: rowsWithin(rows, query, 1).filter((row) => !isEnd(row) && !ended.has(row.execution_id)),
  };
}

/** How many of the rows have each value. */
export function tally(rows: readonly ServiceRow[], field: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = String(row[field] ?? '');
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function isEnd({ status }: ServiceRow): boolean {
  return FINAL.includes(status);
}

function rowsWithin(rows: readonly ServiceRow[], query: URLSearchParams, days: number): readonly ServiceRow[] {
  const asked = new URLSearchParams(query);
  asked.set('days', String(Math.min(365, days)));
  const shifted = days === Infinity ? rows.map((row) => ({ ...row, created: RECORDED_AT.replace('T', ' ') })) : rows;
  return rowsOf(shifted, asked, RECORDED_AT);
}
