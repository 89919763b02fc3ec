import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { COLUMNS } from '../../src/stores/columns.js';
import { toSql } from '../../src/stores/sqlite/to-sql.js';
import { type Database, loadSqlite } from '../../src/stores/sqlite/load-sqlite.js';
import type { RecordsSourceSetup, StoredRecord } from '../../src/testing/index.js';
import { sqlite } from '../../src/stores/sqlite/index.js';
import { RECORD_FIELDS } from '../../src/sources/records/record-fields.js';

/** The path of a file that does not exist yet. Its folder is removed after the test. */
export function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'telemetry.db');
}

/** Another connection to a file, as another program has it. */
export function connect(path: string): Database {
  const database = new (loadSqlite())(path);
  database.exec('PRAGMA busy_timeout = 5000');
  return database;
}

/** Stores records as they are, which no report can. */
export function seed(database: Database, records: readonly StoredRecord[]): readonly StoredRecord[] {
  const insert = database.prepare(
    `INSERT INTO runs (version, steps, ${COLUMNS.join(', ')})
     VALUES ((SELECT version FROM sequence), '[]', ${COLUMNS.map(() => '?').join(', ')})`,
  );
  database.exec('BEGIN IMMEDIATE');
  for (const record of records) {
    database.exec('UPDATE sequence SET version = version + 1');
    const values = COLUMNS.map((column) => {
      const value = record[column];
      return RECORD_FIELDS[column] === 'moment' && value !== undefined ? Date.parse(String(value)) : toSql(value);
    });
    insert.run(...values);
  }
  database.exec('COMMIT');
  return records;
}

/** The records of a new file, with what the contract of sources needs. */
export function recordsSetup(path: string = newPath()): RecordsSourceSetup {
  const store = sqlite({ path });
  const closed = sqlite({ path: newPath() });
  const other = connect(path);
  void closed.close();
  onTestFinished(async () => {
    await store.close();
    other.close();
  });
  return {
    source: store.records,
    seed: (records) => seed(other, records),
    async change(key, changes) {
      const { random_id, nsapp, status, execution_id } = (await store.records.get(key)) as Required<StoredRecord>;
      const report = { random_id, nsapp, status, execution_id, ...changes };
      await store.report(report, { signal: new AbortController().signal });
    },
    remove: (key) => void other.prepare('DELETE FROM runs WHERE key = ?').run(key),
    unreachable: closed.records,
  };
}
