import type { SummaryRow } from '../../sources/records/summary.js';

/** How many runs have a value. */
export interface Tally {
  readonly name: string;
  readonly count: number;
}

/** What is counted of a group. */
export type Measure = (row: SummaryRow) => number;

export const everyRun: Measure = ({ runs }) => runs;
export const unfinishedOf: Measure = ({ unfinished }) => unfinished;
export const endsOf: Measure = ({ runs, unfinished }) => runs - unfinished;
/** With those by which the host refused: the service does not tell them apart. */
export const failuresOf: Measure = ({ failed, blocked }) => failed + blocked;
export const successesOf: Measure = ({ success }) => success;
export const abortsOf: Measure = ({ aborted }) => aborted;

/**
 * Counts by the value at a place of the key, the most frequent one first and equal ones by name. Values that are not set,
 * and those without a count, are left out.
 */
export function tallyOf(rows: readonly SummaryRow[], place: number, measure: Measure): Tally[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const name = row.key[place];
    if (name !== null) counts.set(String(name), (counts.get(String(name)) ?? 0) + measure(row));
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** Lists counts in the service's words. */
export function listOf(label: string, tally: readonly Tally[]): readonly object[] | null {
  return orNull(tally.map(({ name, count }) => ({ [label]: name, count })));
}

/** The service writes an empty list as `null`. */
export function orNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length === 0 ? null : list;
}

/** In percent, not rounded; 0 of nothing. */
export function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}

export function sum<T>(items: readonly T[], count: (item: T) => number): number {
  return items.reduce((total, item) => total + count(item), 0);
}
