import type { ReadCall } from '../../../sources/http/read-call.js';
import type { CheckedQuery } from '../../../sources/records/check-query.js';
import type { StoredRecord } from '../../../sources/records/stored-record.js';
import { columnsOf, readRecord, type Row } from '../../columns.js';
import type { Database } from '../database.js';
import { boundValues } from './bound-values.js';
import { compileQuery } from './compile-query.js';
import { boundsOf, type Place, readAt, readPlaces } from './places.js';
import { orderOf, selectOf } from './select-runs.js';

/** The runs that are found at once, and the records of them that are read at once, which may have long texts. */
const PLACES_AT_ONCE = 10_000;
const RECORDS_AT_ONCE = 1_000;
/** Up to so many records, a guess where they are is cheaper than to count them. */
const MOST_GUESSED = 200;

type Runs = AsyncGenerator<StoredRecord, void>;

/**
 * Reads the records of a query in its order.
 *
 * `created` and `key` never change, so that pages by them give each record once. For another order the server sorts all
 * records, and one statement gives them.
 */
export function readRuns(database: Database, query: CheckedQuery, call: ReadCall): Runs {
  return query.sort.field === 'created' ? readByTime(database, query, call) : readSorted(database, query, call);
}

/**
 * Reads some records at a time, each time to their end, so that a loop that stands still holds nothing on the server. Each
 * time it looks at a span of time, because the server would sort all records for the first ones.
 */
async function* readByTime(database: Database, query: CheckedQuery, call: ReadCall): Runs {
  const { descending } = query.sort;
  let left = query.limit ?? Infinity;
  const ofCreated = query.conditions.filter(({ field }) => field === 'created');
  const hasOthers = ofCreated.length < query.conditions.length || query.search !== undefined;
  const wanted = Math.min(PLACES_AT_ONCE, left);
  /** How often it is looked for few records without knowing how far from each other they are. */
  let guesses = !hasOthers ? Infinity : left <= MOST_GUESSED ? 2 : 0;
  let bounds = await boundsOf(database, guesses > 0 ? { conditions: ofCreated } : query, wanted, call);
  let edge = descending ? bounds?.last : bounds?.first;
  let after: Place | undefined;
  while (bounds !== undefined && edge !== undefined && left > 0) {
    const [from, to]: [number, number] = descending ? [edge - bounds.spanMs, edge] : [edge, edge + bounds.spanMs];
    const isLast: boolean = descending ? from <= bounds.first : to >= bounds.last;
    const span = { ...((!descending || !isLast) && { from }), ...((descending || !isLast) && { to }), after };
    const size = Math.min(PLACES_AT_ONCE, left);
    const places: Place[] = await readPlaces(database, query, span, size, call);
    for (let place = 0; place < places.length; place += RECORDS_AT_ONCE) {
      const records = await readAt(database, query, places.slice(place, place + RECORDS_AT_ONCE), call);
      yield* records;
      left -= records.length;
    }
    if (places.length === size) {
      after = places.at(-1);
      edge = after?.created;
      continue;
    }
    if (isLast) return;
    edge = descending ? from - 1 : to + 1;
    after = undefined;
    if (places.length > size / 4) continue;
    guesses -= 1;
    bounds.spanMs *= 8;
    if (guesses !== 0) continue;
    const side = descending ? { to: new Date(edge).toISOString() } : { from: new Date(edge).toISOString() };
    const conditions = [...query.conditions, { field: 'created', ...side } as const];
    bounds = await boundsOf(database, { ...query, conditions }, wanted, call);
    edge = descending ? bounds?.last : bounds?.first;
  }
}

async function* readSorted(database: Database, query: CheckedQuery, call: ReadCall): Runs {
  const { bind, values } = boundValues();
  const limit = query.limit === undefined ? '' : ` LIMIT ${bind('UInt64', query.limit)}`;
  const sql = `${selectOf(query)} WHERE ${compileQuery(query, bind)} ORDER BY ${orderOf(query)}${limit}`;
  const columns = columnsOf(query.fields);
  for await (const rows of database.stream<Row>(sql, values, call))
    for (const row of rows) yield readRecord(row, columns);
}
