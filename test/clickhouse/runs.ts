import { afterAll, inject, onTestFinished } from 'vitest';
import { RECORD_FIELDS } from '../../src/sources/records/record-fields.js';
import type { RecordField } from '../../src/sources/records/stored-record.js';
import { clickhouse } from '../../src/stores/clickhouse/index.js';
import { COLUMNS } from '../../src/stores/columns.js';
import type { ProgressStep, RecordsSourceSetup, Report, Store, StoredRecord } from '../../src/testing/index.js';

/** The name of a database that does not exist yet. It is removed after the tests, because to make its tables takes a second. */
export function sharedDatabase(): string {
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  afterAll(async () => void (await runSql(`DROP DATABASE IF EXISTS ${name}`, 'default')));
  return name;
}

/** Opens a store, and closes it after the test. */
export function open(database: string): Store {
  const store = clickhouse({ url: serverUrl(), database });
  onTestFinished(() => store.close());
  return store;
}

/** Runs a statement as another program does. */
export async function runSql(sql: string, database: string): Promise<string> {
  const answer = await fetch(`${serverUrl()}/?database=${database}`, { method: 'POST', body: sql });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}

/** The rows that a statement gives. */
export async function rowsOf(database: string, sql: string): Promise<Record<string, unknown>[]> {
  const lines = (await runSql(`${sql} FORMAT JSONEachRow`, database)).split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

export const call = { signal: new AbortController().signal };

export function aReport(status: Report['status'], given: Partial<Report> = {}): Report {
  return { random_id: crypto.randomUUID(), nsapp: 'plex', status, ...given };
}

/** Where the server is. */
export function serverUrl(): string {
  return inject('clickhouseUrl');
}

/** Stores records as they are, which no report can, as if their rows were made at a moment in milliseconds. */
export async function seed(
  database: string,
  records: readonly StoredRecord[],
  version: number = 1,
  at: number = Date.now(),
): Promise<void> {
  if (records.length === 0) return;
  const changed = at * 1_000;
  const rows = records.map((record) => ({ ...rowOf(record), version, changed }));
  await runSql(`INSERT INTO runs FORMAT JSONEachRow\n${rows.map((row) => JSON.stringify(row)).join('\n')}`, database);
}

/** Removes a run, as retention does not: with a row that says so. */
export async function removeRun(database: string, { created, key }: StoredRecord): Promise<void> {
  const row = { day: created.slice(0, 10), created: Date.parse(created), key, version: 1_000, removed: 1 };
  const changed = Date.now() * 1_000;
  await runSql(`INSERT INTO runs FORMAT JSONEachRow\n${JSON.stringify({ ...row, changed })}`, database);
}

/** Stores reports of which there is only what the progress of their runs says. */
export async function seedSteps(
  database: string,
  progress: ReadonlyMap<string, readonly ProgressStep[]>,
): Promise<void> {
  const rows = [...progress].flatMap(([key, steps]) =>
    steps.map(({ status, at }) => ({ key, random_id: key, status, at, began: steps[0]?.at.slice(0, 10) })),
  );
  const numbered = rows.map((row, place) => JSON.stringify({ ...row, sequence: String(place) }));
  await runSql(`INSERT INTO reports FORMAT JSONEachRow\n${numbered.join('\n')}`, database);
}

function rowOf(record: StoredRecord): object {
  const values = COLUMNS.map((column) => [column, valueOf(column, record[column])] as const);
  return { ...Object.fromEntries(values), day: record.created.slice(0, 10) };
}

function valueOf(column: RecordField, value: StoredRecord[RecordField]): unknown {
  if (value === undefined) return RECORD_FIELDS[column] === 'text' ? '' : null;
  return RECORD_FIELDS[column] === 'moment' ? Date.parse(value as string) : value;
}

/** A database without records, with what the contract of sources needs. */
export async function recordsSetup(database: string): Promise<RecordsSourceSetup> {
  const store = open(database);
  const closed = open(database);
  void closed.close();
  await store.records.ping();
  await runSql('TRUNCATE TABLE runs', database);
  let version = 1;
  return {
    source: store.records,
    async seed(records) {
      await seed(database, records);
      return records;
    },
    async change(key, changes) {
      const record = (await store.records.get(key)) as StoredRecord;
      await seed(database, [{ ...record, ...changes }], (version += 1));
    },
    async remove(key) {
      await removeRun(database, (await store.records.get(key)) as StoredRecord);
    },
    unreachable: closed.records,
  };
}
