import type { ReadCall } from '../http/index.js';
import { checkQuery, type CheckedQuery } from '../records/check-query.js';
import { matchesQuery } from '../records/matches-query.js';
import { compareRecords } from '../records/sort-records.js';
import type { RecordField, StoredRecord } from '../records/stored-record.js';
import type { CollectionRequests } from './collection-requests.js';
import { columnOf, requiredColumnOf } from './columns.js';
import { compileQuery, type QueryPart } from './compile-query.js';
import { inAnyOrder, inOrder } from './join-passes.js';
import type { AskForPage, KeysetOrder, RecordPages } from './keyset-pages.js';
import { recordPass } from './record-pass.js';

/** The most records that any version gives at once. */
const PER_PAGE = 1_000;

const BY_ID: KeysetOrder = { column: 'id', descending: false };

/** A quarter of all ids each: servers make them of the letters a to z and digits. */
const ID_RANGES: readonly string[] = ["id<'9'", "id>='9'&&id<'i'", "id>='i'&&id<'r'", "id>='r'"];

/**
 * Reads the records of a query in its order, with at least the fields that it asks for.
 *
 * By `created`, `updated` and `record_id` the server gives pages in order. By any other field all records are read and
 * sorted here, because a value of another field may be one that no filter can hold.
 */
export async function* readQuery(requests: CollectionRequests, query: CheckedQuery, call: ReadCall): RecordPages {
  const column = requiredColumnOf(query.sort.field, 'sort');
  const isKeyset = column === 'created' || column === 'updated' || column === 'id';
  const parts = compileQuery(query);
  if (query.unordered) return yield* inAnyOrder(passesByRange(requests, query, parts, call));
  if (!isKeyset) {
    const all: StoredRecord[] = [];
    const passes = passesByRange(requests, { ...query, limit: Infinity }, parts, call);
    for await (const records of inAnyOrder(passes)) all.push(...records);
    yield all.sort(compareRecords(query));
    return;
  }
  const order = { column, descending: query.sort.descending } as const;
  const passes = parts.map((part) => readPart(requests, query, part, order, call));
  yield* passes.length === 1 ? (passes[0] as RecordPages) : inOrder(passes, compareRecords(query));
}

/** Counts the records of a query, on the server where its filters are exact. */
export async function countQuery(
  requests: CollectionRequests,
  { conditions, search }: CheckedQuery,
  call: ReadCall,
): Promise<number> {
  const query = checkQuery({ fields: ['key'], order: 'none' });
  const asked: CheckedQuery = { ...query, conditions, ...(search === undefined ? {} : { search }) };
  let count = 0;
  for (const part of compileQuery(asked)) {
    if (part.check === undefined) count += await requests.count(part.filter, call);
    else for await (const records of readPart(requests, asked, part, BY_ID, call)) count += records.length;
  }
  return count;
}

/** Passes that read all parts of a query in any order: of a single part, by ranges of ids. */
function passesByRange(
  requests: CollectionRequests,
  query: CheckedQuery,
  parts: readonly QueryPart[],
  call: ReadCall,
): RecordPages[] {
  const ranges = parts.length === 1 ? ID_RANGES : [''];
  return parts.flatMap((part) =>
    ranges.map((range) => {
      const filter = [part.filter, range].filter(Boolean).join('&&');
      return readPart(requests, query, { ...part, filter }, BY_ID, call);
    }),
  );
}

async function* readPart(
  requests: CollectionRequests,
  query: CheckedQuery,
  { filter: partFilter, check }: QueryPart,
  order: KeysetOrder,
  call: ReadCall,
): RecordPages {
  const most = check === undefined ? query.limit : undefined;
  const perPage = Math.min(PER_PAGE, most ?? PER_PAGE);
  const columns = columnsOf(query, check);
  const ask: AskForPage = (filter, sort) => requests.page({ filter, sort, columns, perPage }, call);
  const pass = recordPass(ask, partFilter, order, most);
  for await (const records of pass) {
    yield check === undefined ? records : records.filter((record) => matchesQuery(record, check));
  }
}

/** The columns that a page needs: those asked for, those of the order, and those that are checked here. */
function columnsOf({ fields, sort }: CheckedQuery, check: CheckedQuery | undefined): readonly string[] | undefined {
  if (fields === undefined) return undefined;
  const checked = check?.conditions.map(({ field }) => field) ?? [];
  const searched: readonly RecordField[] = check?.search === undefined ? [] : ['nsapp', 'error'];
  const needed = ['record_id', 'key', 'created', sort.field, ...fields, ...checked, ...searched] as const;
  // An exit code of 0 is one only of a record with a final status.
  const columns = [...needed, ...(needed.includes('exit_code') ? (['status'] as const) : [])].map(columnOf);
  return [...new Set(columns.filter((column) => column !== undefined))];
}
