import type { ReadCall } from '../../../sources/http/read-call.js';
import type { CheckedQuery } from '../../../sources/records/check-query.js';
import type { RecordField, StoredRecord } from '../../../sources/records/stored-record.js';
import { columnsOf, readRecord, type Row } from '../../columns.js';
import { boundValues } from './bound-values.js';
import { allOf, compileQuery } from './compile-query.js';
import type { Database } from '../database.js';

/** The records of one page. Each page is read to its end, so that a loop that stands still holds nothing on the server. */
const PER_PAGE = 1_000;
/** The shortest span of time that one page covers, in milliseconds. */
const SHORTEST_SPAN_MS = 60_000;

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

/** Reads page by page. Each looks at a span of time, because the server would sort all records for the first ones. */
async function* readByTime(database: Database, query: CheckedQuery, call: ReadCall): Runs {
  const { descending } = query.sort;
  const select = selectOf(query, ['created']);
  const bounds = await boundsOf(database, query, call);
  if (bounds === undefined) return;
  const { first, last, spanMs: usualMs } = bounds;
  let spanMs = usualMs;
  let left = query.limit ?? Infinity;
  let edge = descending ? last : first;
  let after: StoredRecord | undefined;
  for (;;) {
    const [from, to] = descending ? [edge - spanMs, edge] : [edge, edge + spanMs];
    const isLast = descending ? from <= first : to >= last;
    const { bind, values } = boundValues();
    const span = [
      ...(descending && isLast ? [] : [`created >= ${bind('Int64', from)}`]),
      ...(!descending && isLast ? [] : [`created <= ${bind('Int64', to)}`]),
    ];
    const than = descending ? '<' : '>';
    if (after !== undefined) {
      const at = bind('Int64', Date.parse(after.created));
      span.push(`created ${than} ${at} OR (created = ${at} AND key ${than} ${bind('String', after.key)})`);
    }
    const size = Math.min(PER_PAGE, left);
    const where = allOf([compileQuery(query, bind), ...span]);
    const sql = `${select} WHERE ${where} ORDER BY ${orderOf(query)} LIMIT ${bind('UInt64', size)}`;
    const rows = await database.select<Row>(sql, values, call);
    const columns = columnsOf(query.fields);
    for (const row of rows) yield readRecord(row, columns);
    left -= rows.length;
    if (left <= 0) return;
    if (rows.length === size) {
      after = readRecord(rows.at(-1) as Row, ['key', 'created']);
      edge = Date.parse(after.created);
      continue;
    }
    if (isLast) return;
    edge = descending ? from - 1 : to + 1;
    after = undefined;
    if (rows.length < size / 4) spanMs *= 2;
  }
}

/** Between when the records lie that the query may find, and how long a span has some pages of them. */
async function boundsOf(
  database: Database,
  query: CheckedQuery,
  call: ReadCall,
): Promise<{ readonly first: number; readonly last: number; readonly spanMs: number } | undefined> {
  const { bind, values } = boundValues();
  const ofCreated = query.conditions.filter(({ field }) => field === 'created');
  const sql = `SELECT min(created) AS first, max(created) AS last, count() AS runs FROM runs WHERE ${compileQuery({ conditions: ofCreated }, bind)}`;
  const [row] = await database.select<{ first: number; last: number; runs: number }>(sql, values, call);
  if (row === undefined || row.runs === 0) return undefined;
  const { first, last, runs } = row;
  return { first, last, spanMs: Math.max(SHORTEST_SPAN_MS, Math.ceil(((last - first) / runs) * 2 * PER_PAGE)) };
}

async function* readSorted(database: Database, query: CheckedQuery, call: ReadCall): Runs {
  const { bind, values } = boundValues();
  const limit = query.limit === undefined ? '' : ` LIMIT ${bind('UInt64', query.limit)}`;
  const sql = `${selectOf(query)} WHERE ${compileQuery(query, bind)} ORDER BY ${orderOf(query)}${limit}`;
  const columns = columnsOf(query.fields);
  for await (const rows of database.stream<Row>(sql, values, call))
    for (const row of rows) yield readRecord(row, columns);
}

function selectOf({ fields }: CheckedQuery, also: readonly RecordField[] = []): string {
  return `SELECT ${columnsOf(fields && [...fields, ...also]).join(', ')} FROM runs FINAL`;
}

/** Orders as `compareRecords` does: what is not set comes first in ascending order. */
function orderOf({ sort: { field, descending } }: CheckedQuery): string {
  const direction = descending ? 'DESC NULLS LAST' : 'ASC NULLS FIRST';
  // A store has no ids of its own.
  if (field === 'key' || field === 'record_id') return `key ${direction}`;
  return `${field} ${direction}, key ${direction}`;
}
