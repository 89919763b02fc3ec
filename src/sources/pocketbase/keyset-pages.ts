import { TelemetryError } from '../../errors.js';
import { compareRecords } from '../records/sort-records.js';
import type { StoredRecord } from '../records/stored-record.js';
import type { Page } from './collection-requests.js';
import { momentLiteral, textLiteral } from './filter-literals.js';

/** The columns by which pages follow each other. Values of `updated` change, those of the others do not. */
export type KeysetColumn = 'created' | 'updated' | 'id';

/** An order in which records are read. Records with equal values are ordered by their id. */
export interface KeysetOrder {
  readonly column: KeysetColumn;
  readonly descending: boolean;
}

/** Records, in arrays of any length. */
export type RecordPages = AsyncGenerator<readonly StoredRecord[], void>;

/** Asks for the page of a filter in an order. */
export type AskForPage = (filter: string, sort: string) => Promise<Page>;

/**
 * Reads all records of a filter, page by page; the next page is requested when one arrives. Each page begins behind the
 * last record of the page before, so that records that are written or deleted meanwhile move no other record to another
 * page.
 *
 * Without an index PocketBase sorts all records behind the last one for each page. So a page asks only for a stretch of
 * time in which, by the page before, there should be enough of them.
 *
 * @param most - The number of records after which no page is requested.
 */
export async function* keysetPages(
  ask: AskForPage,
  filter: string,
  order: KeysetOrder,
  most: number = Infinity,
): RecordPages {
  const sort = sortOf(order);
  const { column, descending } = order;
  const compare = compareRecords({ sort: { field: column === 'id' ? 'record_id' : column, descending } });
  let next = ask(filter, sort);
  let last: StoredRecord | undefined;
  let isBounded = false;
  let read = 0;
  for (;;) {
    const { records, isFull } = await next;
    const first = records[0];
    const end = records.at(-1);
    if (end && ((last && compare(last, end) >= 0) || (column !== 'id' && end[column] === undefined))) throw unasked();
    last = end ?? last;
    read += records.length;
    const isOver = (!isFull && !isBounded) || read >= most;
    if (!isOver && last !== undefined) {
      const bound = isFull && first !== undefined ? boundBehind(first, last, order) : undefined;
      isBounded = bound !== undefined;
      next = ask([filter, behind(last, order), bound].filter(Boolean).join('&&'), sort);
      // It may fail while this page is read. The error is thrown when the page is awaited.
      next.catch(() => undefined);
    }
    if (records.length > 0) yield records;
    if (isOver) return;
  }
}

function sortOf({ column, descending }: KeysetOrder): string {
  return (column === 'id' ? ['id'] : [column, 'id']).map((name) => (descending ? `-${name}` : name)).join();
}

/** The condition for everything that comes after a record. */
function behind(record: StoredRecord, { column, descending }: KeysetOrder): string {
  const after = descending ? '<' : '>';
  const id = `id${after}${textLiteral(record.record_id as string)}`;
  if (column === 'id') return id;
  const value = momentLiteral(record[column] as string);
  return `${column}${after}=${value}&&(${column}${after}${value}||${id})`;
}

/** The condition for a stretch of time as long as that of one page and a half. */
function boundBehind(first: StoredRecord, last: StoredRecord, { column, descending }: KeysetOrder): string | undefined {
  if (column === 'id') return undefined;
  const lastMs = Date.parse(last[column] as string);
  const endMs = lastMs + 1.5 * (lastMs - Date.parse(first[column] as string));
  // A day that does not exist has no time in some runtimes.
  if (Number.isNaN(endMs)) return undefined;
  return `${column}${descending ? '>' : '<'}=${momentLiteral(new Date(endMs).toISOString())}`;
}

/** The error for a page that does not begin where it was asked to, which would be read again and again. */
function unasked(): TelemetryError {
  const message = 'The server answered with other records than were asked for: does a proxy change the query?';
  return new TelemetryError('unexpected-answer', message, { fate: 'not-sent' });
}
