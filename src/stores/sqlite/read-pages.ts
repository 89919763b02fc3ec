import type { ReadCall } from '../../sources/http/read-call.js';
import type { CheckedQuery } from '../../sources/records/check-query.js';
import type { RecordField, StoredRecord } from '../../sources/records/stored-record.js';
import { columnsOf, readRecord } from '../columns.js';
import { allOf, compileQuery, type Filter } from './compile-query.js';
import type { Reader } from './reader.js';

/** The most records that are read without letting anything else run. */
const PER_PAGE = 500;

type Pages = AsyncGenerator<StoredRecord[], void>;

/**
 * Reads the records of a query in its order, page by page. No statement stays open between two pages, so that the file
 * can be written and checkpointed meanwhile.
 *
 * `created` and `key` never change, so that pages by them give each record once. For another order the numbers of the
 * records are sorted into a temporary table first.
 */
export function readPages(reader: Reader, query: CheckedQuery, call: ReadCall): Pages {
  const { field } = query.sort;
  if (field === 'created' || field === 'key') return readKeyset(reader, query, field, call);
  if (query.limit !== undefined && query.limit <= PER_PAGE) return readOnce(reader, query, call);
  return readSorted(reader, query, call);
}

/** Orders as `compareRecords` does. */
function orderOf({ sort: { field, descending } }: CheckedQuery): string {
  const direction = descending ? 'DESC' : 'ASC';
  // A store has no ids of its own.
  return field === 'key' || field === 'record_id' ? `key ${direction}` : `${field} ${direction}, key ${direction}`;
}

async function* readKeyset(reader: Reader, query: CheckedQuery, field: 'created' | 'key', call: ReadCall): Pages {
  const columns = columnsOf(query.fields);
  const read = columnsOf(query.fields && [...query.fields, field]);
  const filter = compileQuery(query);
  let left = query.limit ?? Infinity;
  let last: StoredRecord | undefined;
  while (left > 0) {
    const { sql, values } = allOf([filter, ...(last ? [after(last, field, query.sort.descending)] : [])]);
    const size = Math.min(PER_PAGE, left);
    const select = `SELECT ${read.join(', ')} FROM runs WHERE ${sql} ORDER BY ${orderOf(query)} LIMIT ?`;
    const rows = await reader.all(select, [...values, size], call);
    if (rows.length === 0) return;
    last = readRecord(rows.at(-1) as (typeof rows)[number], read);
    left -= rows.length;
    yield rows.map((row) => readRecord(row, columns));
    if (rows.length < size) return;
  }
}

/** What comes after a record. The first condition is the one that an index can hold. */
function after({ key, created }: StoredRecord, field: 'created' | 'key', descending: boolean): Filter {
  const than = descending ? '<' : '>';
  if (field === 'key') return { sql: `key ${than} ?`, values: [key] };
  const ms = Date.parse(created);
  return { sql: `created ${than}= ? AND (created ${than} ? OR key ${than} ?)`, values: [ms, ms, key] };
}

async function* readOnce(reader: Reader, query: CheckedQuery, call: ReadCall): Pages {
  const columns = columnsOf(query.fields);
  const { sql, values } = compileQuery(query);
  const select = `SELECT ${columns.join(', ')} FROM runs WHERE ${sql} ORDER BY ${orderOf(query)} LIMIT ?`;
  const rows = await reader.all(select, [...values, query.limit as number], call);
  yield rows.map((row) => readRecord(row, columns));
}

async function* readSorted(reader: Reader, query: CheckedQuery, call: ReadCall): Pages {
  const columns = columnsOf(query.fields);
  const { sql, values } = compileQuery(query);
  const pass = reader.newName();
  const names = columns.map((column: RecordField) => `runs.${column}`).join(', ');
  const page = `SELECT place, ${names} FROM temp.${pass} LEFT JOIN runs USING (run) WHERE place > ? ORDER BY place LIMIT ${PER_PAGE}`;
  try {
    await reader.all(`CREATE TEMP TABLE ${pass} (place INTEGER PRIMARY KEY, run INTEGER NOT NULL)`, [], call);
    const sorted = `SELECT run FROM runs WHERE ${sql} ORDER BY ${orderOf(query)} LIMIT ?`;
    await reader.all(`INSERT INTO temp.${pass} (run) ${sorted}`, [...values, query.limit ?? -1], call);
    let place = 0;
    for (;;) {
      const rows = await reader.all(page, [place], call);
      if (rows.length === 0) return;
      place = rows.at(-1)?.['place'] as number;
      // A record that was removed meanwhile has no key.
      yield rows.filter(({ key }) => key !== null).map((row) => readRecord(row, columns));
    }
  } finally {
    reader.drop(pass);
  }
}
