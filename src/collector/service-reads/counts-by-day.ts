import type { SummaryRow } from '../../sources/records/summary.js';
import { type Days, datesOf } from './parameters.js';
import type { Measure } from './tally.js';

/**
 * Counts for every day of a window, the oldest first. A run counts on the day when it began, and on the first day if it
 * began before.
 *
 * @param rows - With the day at the beginning of their keys.
 */
export function countsByDay(
  rows: readonly SummaryRow[],
  days: Days,
  measure: Measure,
): { readonly date: string; readonly count: number }[] {
  const dates = datesOf(days);
  const counts = new Map(dates.map((date) => [date, 0]));
  for (const row of rows) {
    const day = String(row.key[0]).slice(0, 10);
    const date = counts.has(day) ? day : (dates[0] as string);
    counts.set(date, (counts.get(date) ?? 0) + measure(row));
  }
  return [...counts].map(([date, count]) => ({ date, count }));
}
