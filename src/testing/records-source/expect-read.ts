import { checkQuery } from '../../sources/records/check-query.js';
import { matchesQuery } from '../../sources/records/matches-query.js';
import type { RecordQuery } from '../../sources/records/record-query.js';
import { selectFields } from '../../sources/records/select-fields.js';
import { compareRecords } from '../../sources/records/sort-records.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';
import { expectEqual } from '../contract-case.js';
import { expectRefusal } from '../expect-refusal.js';
import { expectSame } from '../expect-same.js';
import type { RecordsSourceSetup } from './records-source-setup.js';

/** Expects that the source reads what the query means over the stored records, or refuses it as it is said to. */
export async function expectRead(
  { source, refuses }: RecordsSourceSetup,
  stored: readonly StoredRecord[],
  query: RecordQuery | undefined,
): Promise<void> {
  const what = `records(${textOf(query)})`;
  if (query !== undefined && refuses?.(query))
    return expectRefusal(what, () => source.records(query), 'invalid-query', Object.keys(query));
  const [read, expected] = [await readAll(source.records(query)), answerTo(query, stored)];
  expectEqual(`keys of ${what}`, keysIn(read), keysIn(expected));
  expectSame(what, read, expected);
}

export async function expectGet(
  { source }: RecordsSourceSetup,
  stored: readonly StoredRecord[],
  id: string,
): Promise<void> {
  const expected = stored.find((record) => [record.random_id, record.execution_id, record.record_id].includes(id));
  expectSame(`get(${JSON.stringify(id)})`, await source.get(id), expected);
}

/** What the query means, in plain TypeScript. */
export function answerTo(query: RecordQuery | undefined, stored: readonly StoredRecord[]): StoredRecord[] {
  const checked = checkQuery(query);
  const found = stored.filter((record) => matchesQuery(record, checked)).sort(compareRecords(checked));
  return found.slice(0, checked.limit).map((record) => selectFields(record, checked.fields) as StoredRecord);
}

export async function readAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const item of items) read.push(item);
  return read;
}

function keysIn(records: readonly StoredRecord[]): string[] {
  return records.map(({ key }) => key);
}

export function textOf(query: unknown): string {
  return JSON.stringify(query) ?? '';
}
