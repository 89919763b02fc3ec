import { toCsv } from '../../views/to-csv.js';

/** Rows as CSV, to be printed: `print` ends the last line. */
export function csvOf(rows: Iterable<object>): string {
  return toCsv(rows).replace(/\n$/, '');
}
