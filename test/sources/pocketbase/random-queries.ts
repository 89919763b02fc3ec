import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import type { RecordsSource } from '../../../src/sources/records/records-source.js';
import type { StoredRecord } from '../../../src/sources/records/stored-record.js';
import { hostileRow, type StoredRow } from './hostile-rows.js';
import { expectedOf } from './query-oracle.js';
import { randomOf } from './random.js';
import { randomQuery } from './random-query.js';

/** Rows of hostile values, the same for the same seed. */
export function hostileRows(seed: number, count: number): StoredRow[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, () => hostileRow(random));
}

/** A query whose answer is not the expected one. */
export interface WrongAnswer {
  readonly seed: number;
  readonly query: RecordQuery;
  readonly expected: readonly string[];
  readonly read: readonly string[];
}

/**
 * Asks a source random queries, and compares each answer, its order and its count with what the rows say.
 *
 * @returns the queries that were answered wrongly; each can be asked again by its seed.
 */
export async function askRandomQueries(
  source: Pick<RecordsSource, 'records' | 'count'>,
  rows: readonly StoredRow[],
  { from, count }: { from: number; count: number },
): Promise<WrongAnswer[]> {
  const wrong: WrongAnswer[] = [];
  let seed = from;
  const ask = async (): Promise<void> => {
    while (seed < from + count) {
      const own = seed++;
      const query = randomQuery(randomOf(own), rows);
      const expected = expectedOf(query, rows).map(({ id }) => id);
      const read: string[] = [];
      for await (const record of source.records({ ...query, fields: ['record_id'] })) read.push(idOf(record));
      const total = own % 4 === 0 ? await source.count(query) : expected.length;
      if (!isSame(query, expected, read) || total !== expected.length) wrong.push({ seed: own, query, expected, read });
    }
  };
  await Promise.all([ask(), ask(), ask(), ask()]);
  return wrong;
}

function idOf({ record_id }: Pick<StoredRecord, 'record_id'>): string {
  return record_id as string;
}

function isSame(
  { order, limit = Infinity }: RecordQuery,
  expected: readonly string[],
  read: readonly string[],
): boolean {
  if (order === undefined) return expected.slice(0, limit).join() === read.join();
  const known = new Set(expected);
  const isPart = new Set(read).size === read.length && read.every((id) => known.has(id));
  return isPart && read.length === Math.min(limit, expected.length);
}
