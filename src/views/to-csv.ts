/**
 * Writes rows as CSV (RFC 4180) for a spreadsheet: a line with the names of the columns, then a line for each row, each
 * ended by CR LF. Of no rows, an empty text.
 *
 * - The columns are the properties of all rows, in the order in which they first come. Those of an object or a list in a
 *   row become columns too, such as `failureRate.rate` and `key.0`.
 * - What is not set, and a number that is not finite, is an empty cell. A Date is written in ISO 8601.
 * - A text that a spreadsheet would take for a formula gets a `'` in front, which stays visible in the cell. Numbers are
 *   written as they are.
 * - A text with a comma, semicolon, tab, quote or line break is quoted.
 *
 * A spreadsheet that opens the file still guesses what a text is: it shows the version `12.10` as 12.1, rounds an id of
 * 20 digits, takes `1-2` for a date and `1e5` for 100000. CSV cannot prevent that: import such columns as text. Programs
 * read what is written here, with the `'`.
 *
 * @param rows - Plain values, such as the rows of a view or records. Kept in memory as a whole.
 *
 * @example
 * ```ts
 * import { toCsv } from '@community-scripts/telemetry/views';
 *
 * toCsv([{ nsapp: '=1+1', runs: 2 }]); // "nsapp,runs\r\n'=1+1,2\r\n"
 * ```
 */
export function toCsv(rows: Iterable<object>): string {
  const cells = Array.from(rows, (row) => new Map(cellsOf(row, '')));
  const columns = [...new Set(cells.flatMap((row) => [...row.keys()]))];
  const lines = [columns, ...cells.map((row) => columns.map((column) => row.get(column)))];
  return columns.length === 0 ? '' : lines.map((line) => `${line.map(writeCell).join(',')}\r\n`).join('');
}

function cellsOf(row: object, prefix: string): [column: string, value: unknown][] {
  return Object.entries(row).flatMap(([name, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null && !(value instanceof Date)
      ? cellsOf(value as object, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value]],
  );
}

function writeCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  const text = `${value as string | boolean | bigint}`;
  const disarmed = isFormula(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(disarmed) ? `"${disarmed.replaceAll('"', '""')}"` : disarmed;
}

/** Whether a spreadsheet may compute it. Some take the signs of full width too, and leave out white space before them. */
function isFormula(text: string): boolean {
  return /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/.test(text);
}
