import { checkOption } from '../observe/check-option.js';
import { type Items, readItems } from '../observe/items.js';
import { checkOptions, type Expectations, isObject } from '../option-check.js';

/** How {@link toCsv} writes rows. */
export interface CsvOptions {
  /**
   * The columns, in this order: a list of their names, or an object with the heading of each, as in
   * `{ app: 'key', rate: 'failureRate.rate' }`. Other properties of the rows are left out, and a column that no row has
   * is empty. Then the first line is there without a row too. @defaultValue those of all rows
   */
  readonly columns?: readonly string[] | Readonly<Record<string, string>> | undefined;
}

const EXPECTATIONS: Expectations<keyof CsvOptions> = {
  columns: [
    (columns) => isObject(columns) && Object.values(columns).every((column) => typeof column === 'string'),
    'expected a list of names, or an object of headings and names',
  ],
};

/**
 * Writes rows as CSV (RFC 4180) for a spreadsheet: a line with the names of the columns, then a line for each row, each
 * ended by CR LF. Of no rows, an empty text, unless `columns` are given.
 *
 * - The columns are the properties of all rows, in the order in which they first come. Those of an object in a row become
 *   columns too, such as `failureRate.rate`. A list of one value is one column, such as `key` of `outcomesBy` by one
 *   field; of several values each is one, counted from 1: `key.1`, `key.2`.
 * - What is not set, and a number that is not finite, is an empty cell. A Date is written in ISO 8601.
 * - A text that a spreadsheet would take for a formula gets a `'` in front, which stays visible in the cell. Numbers are
 *   written as they are.
 * - A text with a comma, semicolon, tab, quote or line break is quoted.
 *
 * A spreadsheet that opens the file still guesses what a text is: it shows the version `12.10` as 12.1, rounds an id of
 * 20 digits, takes `1-2` for a date and `1e5` for 100000. CSV cannot prevent that: import such columns as text. Programs
 * read what is written here, with the `'`.
 *
 * @param rows - Plain values, such as the rows of a view, records, or a snapshot of them. Of an async iterable, such as
 *   `source.records()`, the promise of the text. Kept in memory as a whole.
 * @throws TelemetryError `invalid-options` for other rows, such as a promise of them, and for invalid options.
 *
 * @example
 * ```ts
 * import { toCsv } from '@community-scripts/telemetry/views';
 *
 * toCsv([{ nsapp: '=1+1', runs: 2 }]); // "nsapp,runs\r\n'=1+1,2\r\n"
 * toCsv([{ key: ['plex'], runs: 2, failed: 1 }], { columns: { app: 'key', failed: 'failed' } }); // 'app,failed\r\nplex,1\r\n'
 * ```
 */
export function toCsv(rows: Items<object>, options?: CsvOptions): string;
export function toCsv(rows: AsyncIterable<object>, options?: CsvOptions): Promise<string>;
export function toCsv(rows: Items<object> | AsyncIterable<object>, options: CsvOptions = {}): string | Promise<string> {
  const { columns } = checkOptions('toCsv', options, EXPECTATIONS);
  const cells: Map<string, unknown>[] = [];
  const add = (row: object): void => {
    checkOption('toCsv', 'rows', isObject(row), 'expected objects, such as records or the rows of a view');
    cells.push(new Map(cellsOf(row)));
  };
  return readItems('toCsv', rows, add, () => writeLines(cells, columns));
}

/** The cells of a value: of an object and a list those of their parts. */
function cellsOf(value: unknown, column = ''): [column: string, value: unknown][] {
  if (!isObject(value) || value instanceof Date) return [[column, value]];
  const isList = Array.isArray(value);
  if (isList && value.length === 1 && column !== '') return cellsOf(value[0], column);
  return Object.entries(value).flatMap(([name, part]) => {
    const own = isList ? Number(name) + 1 : name;
    return cellsOf(part, column === '' ? String(own) : `${column}.${own}`);
  });
}

function writeLines(cells: readonly ReadonlyMap<string, unknown>[], columns: CsvOptions['columns']): string {
  const names = columns ?? [...new Set(cells.flatMap((row) => [...row.keys()]))];
  const paths = Object.values(names);
  if (paths.length === 0) return '';
  const headings = Array.isArray(names) ? paths : Object.keys(names);
  const lines = [headings, ...cells.map((row) => paths.map((path) => row.get(path)))];
  return lines.map((line) => `${line.map(writeCell).join(',')}\r\n`).join('');
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
