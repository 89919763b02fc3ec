import { TelemetryError } from '../../errors.js';
import { compareRecords } from '../records/sort-records.js';
import type { StoredRecord } from '../records/stored-record.js';
import type { Page } from './collection-requests.js';
import { momentLiteral, textLiteral } from './filter-literals.js';

/** An order in which records are read. Records with equal values are ordered by their id. */
export interface KeysetOrder {
  /** The column by which pages follow each other. Values of `updated` change, those of the others do not. */
  readonly column: 'created' | 'updated' | 'id';
  readonly descending: boolean;
}

/** Records, in arrays of any length. */
export type RecordPages = AsyncGenerator<readonly StoredRecord[], void>;

/** Asks for the page of a filter in an order. */
export type AskForPage = (filter: string, sort: string) => Promise<Page>;

/** How much of a page a stretch of time should fill, so that few of them need a second page. */
const FILLED = 0.9;

/** A part of the records, in the order of the pass. */
interface Stretch {
  /** The conditions for its two ends; empty for an open end. */
  readonly begin: string;
  readonly end: string;
  /** Its ends in milliseconds; not a number where unknown. */
  readonly beginMs: number;
  readonly endMs: number;
  /** Its first page, once requested. */
  page?: Promise<Page>;
}

/**
 * Reads all records of a filter, page by page, in order. Each page begins behind a record or at a moment, so that
 * records that are written or deleted meanwhile move no other record to another page.
 *
 * The next pages are requested while one is read; those after the first page when its second record is asked for. By
 * time several are: as many records as a page should hold, by the pages before, are in a stretch of time of their own.
 * That a page asks for a stretch also spares PocketBase from sorting all records behind the last one, where there is no
 * index.
 *
 * @param most - The number of records after which no page is requested.
 * @param atOnce - How many pages are requested at once, and kept until their turn. With more than 1, a record that moves
 *   from a page that is not read yet to a later one that is, is missed.
 */
export async function* keysetPages(
  ask: AskForPage,
  filter: string,
  order: KeysetOrder,
  most: number = Infinity,
  atOnce: number = 3,
): RecordPages {
  const { column, descending } = order;
  const sort = sortOf(order);
  const compare = compareRecords({ sort: { field: column === 'id' ? 'record_id' : column, descending } });
  const request = ({ begin, end }: Stretch): Promise<Page> => {
    const page = ask([filter, begin, end].filter(Boolean).join('&&'), sort);
    // It may fail while another page is read. The error is thrown when the page is awaited.
    page.catch(() => undefined);
    return page;
  };
  const ahead: Stretch[] = [];
  let stretch: Stretch | undefined = { begin: '', end: '', beginMs: Number.NaN, endMs: Number.NaN };
  let last: StoredRecord | undefined;
  let size = 1;
  let lengthMs = Number.NaN;
  let read = 0;
  for (; stretch !== undefined && read < most; stretch = ahead.shift()) {
    const { records, isFull } = await (stretch.page ?? request(stretch));
    const end = records.at(-1);
    if (end && ((last && compare(last, end) >= 0) || (column !== 'id' && end[column] === undefined))) throw unasked();
    // The first record does not wait until further requests are made.
    const given = last === undefined ? records.slice(0, 1) : [];
    if (given.length > 0) yield given;
    last = end ?? last;
    read += records.length;
    if (isFull && last) {
      size = records.length;
      const lastMs = msOf(last, order);
      lengthMs = Math.abs(lastMs - msOf(records[0] as StoredRecord, order)) * FILLED;
      ahead.unshift({ begin: behind(last, order), end: stretch.end, beginMs: lastMs, endMs: stretch.endMs });
    } else {
      // Where there are few records, the next page is the one to find out where there are more.
      const isDense = records.length > size / 4;
      lengthMs = isDense ? (Math.abs(stretch.endMs - stretch.beginMs) * FILLED * size) / records.length : Number.NaN;
    }
    for (let place = 0; place < atOnce && read + place * size < most; place += 1) {
      const next = ahead[place];
      if (next === undefined) break;
      if (next.page !== undefined) continue;
      const parts = cut(next, lengthMs, order);
      ahead.splice(place, 1, ...parts);
      (parts[0] as Stretch).page = request(parts[0] as Stretch);
    }
    if (records.length > given.length) yield records.slice(given.length);
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

/** Cuts the beginning of a stretch off, of this length. A stretch that is shorter, or whose length is unknown, is kept. */
function cut(stretch: Stretch, lengthMs: number, { column, descending }: KeysetOrder): Stretch[] {
  const { beginMs, endMs } = stretch;
  const ms = Math.max(1, Math.round(lengthMs));
  const cutMs = descending ? beginMs - ms : beginMs + ms;
  // Beyond, there are few records or none, and years of more than four digits.
  const isWithin = descending ? cutMs > 0 && !(cutMs <= endMs) : cutMs < Date.now() && !(cutMs >= endMs);
  if (!isWithin) return [stretch];
  const [before, after] = descending ? ['>', '<='] : ['<', '>='];
  const moment = momentLiteral(new Date(cutMs).toISOString());
  return [
    { ...stretch, end: `${column}${before}${moment}`, endMs: cutMs },
    { ...stretch, begin: `${column}${after}${moment}`, beginMs: cutMs },
  ];
}

/** Not a number for an order that is not one of time, and for a day that does not exist in some runtimes. */
function msOf(record: StoredRecord, { column }: KeysetOrder): number {
  return column === 'id' ? Number.NaN : Date.parse(record[column] as string);
}

/** The error for a page that does not begin where it was asked to, which would be read again and again. */
function unasked(): TelemetryError {
  const message = 'The server answered with other records than were asked for: does a proxy change the query?';
  return new TelemetryError('unexpected-answer', message, { fate: 'not-sent' });
}
