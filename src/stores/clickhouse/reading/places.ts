import type { ReadCall } from '../../../sources/http/read-call.js';
import type { CheckedQuery } from '../../../sources/records/check-query.js';
import type { StoredRecord } from '../../../sources/records/stored-record.js';
import { columnsOf, readRecord, type Row } from '../../columns.js';
import type { Database } from '../database.js';
import { boundValues, chunksOf } from './bound-values.js';
import { allOf, compileQuery } from './compile-query.js';
import { orderOf, selectOf } from './select-runs.js';

/** Between when the records lie that a query finds, and how long a span has so many of them. Replaced rows count too. */
export async function boundsOf(
  database: Database,
  query: Pick<CheckedQuery, 'conditions' | 'search'>,
  wanted: number,
  call: ReadCall,
): Promise<{ readonly first: number; readonly last: number; spanMs: number } | undefined> {
  const { bind, values } = boundValues();
  const where = compileQuery(query, bind);
  const sql = `SELECT min(created) AS first, max(created) AS last, count() AS runs FROM runs WHERE ${where}`;
  const [row] = await database.select<{ first: number; last: number; runs: number }>(sql, values, call);
  if (row === undefined || row.runs === 0) return undefined;
  const { first, last, runs } = row;
  return { first, last, spanMs: Math.ceil((1.5 * wanted * (last - first)) / runs) + 1 };
}

/** Where a run is found, which never changes. */
export interface Place {
  readonly created: number;
  readonly key: string;
}

/**
 * Finds where the runs of a page are, from the columns of the conditions only. A row that was replaced is found too, and
 * left out when the records are read.
 */
export async function readPlaces(
  database: Database,
  query: CheckedQuery,
  { from, to, after }: { readonly from?: number; readonly to?: number; readonly after: Place | undefined },
  size: number,
  call: ReadCall,
): Promise<Place[]> {
  const { bind, values } = boundValues();
  const conditions = [compileQuery(query, bind)];
  if (from !== undefined) conditions.push(`created >= ${bind('Int64', from)}`);
  if (to !== undefined) conditions.push(`created <= ${bind('Int64', to)}`);
  if (after !== undefined) {
    const than = query.sort.descending ? '<' : '>';
    const at = bind('Int64', after.created);
    conditions.push(`created ${than} ${at} OR (created = ${at} AND key ${than} ${bind('String', after.key)})`);
  }
  const order = `ORDER BY ${orderOf(query)} LIMIT 1 BY created, key LIMIT ${bind('UInt64', size)}`;
  return database.select<Place>(`SELECT created, key FROM runs WHERE ${allOf(conditions)} ${order}`, values, call);
}

/** Reads the records at these places, as far as the query still finds them. */
export async function readAt(
  database: Database,
  query: CheckedQuery,
  places: readonly Place[],
  call: ReadCall,
): Promise<StoredRecord[]> {
  if (places.length === 0) return [];
  const { bind, values } = boundValues();
  const moments = bind('Array(Int64)', [...new Set(places.map(({ created }) => created))]);
  const keys = chunksOf(places.map(({ key }) => key)).map((some) => `key IN ${bind('Array(String)', some)}`);
  // All rows of a run are at one place, so that the others need not be read to leave out those that were replaced.
  const at = `PREWHERE created IN ${moments} AND (${keys.join(' OR ')})`;
  const sql = `${selectOf(query)} ${at} WHERE ${compileQuery(query, bind)} ORDER BY ${orderOf(query)}`;
  const columns = columnsOf(query.fields);
  return (await database.select<Row>(sql, values, call)).map((row) => readRecord(row, columns));
}
