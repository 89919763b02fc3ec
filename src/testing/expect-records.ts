import { isTelemetryError } from '../errors.js';
import { checkQuery } from '../sources/records/check-query.js';
import { matchesQuery } from '../sources/records/matches-query.js';
import type { RecordQuery } from '../sources/records/record-query.js';
import { selectFields } from '../sources/records/select-fields.js';
import { compareRecords } from '../sources/records/sort-records.js';
import type { StoredRecord } from '../sources/records/stored-record.js';
import { expectEqual, expectThat } from './contract-case.js';
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

/** Expects that the call throws or rejects with this code and, where fields are given, names one of them. */
export async function expectRefusal(
  what: string,
  read: () => unknown,
  code: string,
  fields?: readonly string[],
): Promise<void> {
  const error = await settle(read).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expectThat(`${what} rejects with a TelemetryError`, isTelemetryError(error));
  const refused = error as { code: string; fields?: Readonly<Record<string, string>> };
  expectEqual(`the code of ${what}`, refused.code, code);
  if (fields)
    expectThat(
      `${what} names ${fields.join(' or ')}`,
      fields.some((field) => Object.hasOwn(refused.fields ?? {}, field)),
    );
}

/** Waits for a promise, and reads an async iterable to its first item. */
async function settle(read: () => unknown): Promise<void> {
  const result = await read();
  if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result)
    for await (const item of result as AsyncIterable<unknown>) if (item) break;
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

/** Expects equality as JSON; the order of properties does not matter. */
export function expectSame(what: string, actual: unknown, expected: unknown): void {
  expectEqual(what, inOrder(actual), inOrder(expected));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, inOrder(part)]),
  );
}

export function textOf(query: unknown): string {
  return JSON.stringify(query) ?? '';
}
