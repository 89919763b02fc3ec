import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RECORD_FIELDS } from '../../src/sources/records/record-fields.js';
import { sqlite, type SqliteOptions } from '../../src/stores/sqlite/index.js';
import { MIGRATIONS } from '../../src/stores/sqlite/migrations.js';
import { openDatabase } from '../../src/stores/sqlite/open-database.js';
import { isTelemetryError } from '../../src/index.js';
import { connect, newPath } from './sqlite-file.js';

const call = { signal: new AbortController().signal };
const report = { random_id: 'd2f7a1c0', nsapp: 'plex', status: 'failed', exit_code: 127 } as const;

/** What opening throws. */
function refusalOf(options: SqliteOptions): unknown {
  try {
    void sqlite(options).close();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('the file of a store', () => {
  it('is synced at every transaction, and read while it is written', () => {
    const { writer, reader } = openDatabase(newPath());
    expect(writer.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(writer.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(() => reader.exec('DELETE FROM runs')).toThrow(/readonly/);
    reader.close();
    writer.close();
  });

  it('has a column for every field of a record, and only strict tables', async () => {
    const path = newPath();
    await sqlite({ path }).close();
    const database = connect(path);
    const columns = database.prepare("SELECT name, type FROM pragma_table_info('runs')").all();
    const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
    const fields = Object.entries(RECORD_FIELDS).filter(([field]) => field !== 'record_id');
    for (const [field, type] of fields) {
      const isText = type === 'text' || type === 'key' || type === 'status';
      expect([field, types[field]]).toEqual([field, isText ? 'TEXT' : field === 'disk_size' ? 'REAL' : 'INTEGER']);
    }
    expect(columns.map(({ name }) => name).filter((name) => !fields.some(([field]) => field === name))).toEqual([
      'run',
      'version',
      'steps',
    ]);
    const lax = database.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0").all();
    expect(lax.map(({ name }) => name)).toEqual(['sqlite_schema']);
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: MIGRATIONS.length });
    database.close();
  });

  it('is made once by processes that open it at the same time', async () => {
    const path = newPath();
    const script = `
      const { sqlite } = await import(process.argv[1]);
      const store = sqlite({ path: process.argv[2] });
      await store.report(${JSON.stringify(report)}, { signal: new AbortController().signal });
      await store.close();`;
    const dist = new URL('../../dist/sqlite.js', import.meta.url).href;
    const run = promisify(execFile);
    await Promise.all([1, 2, 3, 4].map(() => run(process.execPath, ['--input-type=module', '-e', script, dist, path])));
    const store = sqlite({ path });
    expect(await store.records.count()).toBe(1);
    await store.close();
  });

  it.each<{ what: string; path: () => string; code: string }>([
    { what: 'in a folder that does not exist', path: () => join(newPath(), 'nosuch', 'x.db'), code: 'unavailable' },
    {
      what: 'that is a folder',
      path() {
        const path = newPath();
        mkdirSync(path);
        return path;
      },
      code: 'unavailable',
    },
    {
      what: 'that is not a database',
      path() {
        const path = newPath();
        writeFileSync(path, 'not a database, but a text that is long enough to have a header'.repeat(50));
        return path;
      },
      code: 'unavailable',
    },
    {
      what: 'of another program',
      path() {
        const path = newPath();
        const database = connect(path);
        database.exec('CREATE TABLE runs (mine TEXT)');
        database.close();
        return path;
      },
      code: 'invalid-options',
    },
    {
      what: 'of a later version',
      path() {
        const path = newPath();
        const database = connect(path);
        database.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
        database.close();
        return path;
      },
      code: 'invalid-options',
    },
  ])('is refused as $code if it is one $what, and left as it is', ({ path, code }) => {
    const file = path();
    const before = safeRead(file);
    expect(refusalOf({ path: file })).toMatchObject({ name: 'TelemetryError', code });
    expect(refusalOf({ path: file })).toMatchObject({ fate: 'not-sent' });
    if (code === 'unavailable') expect(safeRead(file)).toEqual(before);
  });

  it.each<[what: string, options: unknown, field: string]>([
    ['no path', {}, 'path'],
    ['an empty path', { path: '' }, 'path'],
    ['a path with NUL', { path: 'a\0b' }, 'path'],
    ['a path that is not a text', { path: 7 }, 'path'],
    ['an unknown option', { path: 'x.db', busyMs: 1 }, 'busyMs'],
    ['half a day', { path: 'x.db', retentionDays: 0.5 }, 'retentionDays'],
    ['no days', { path: 'x.db', retentionDays: 0 }, 'retentionDays'],
  ])('is not opened for %s', (_, options, field) => {
    const error = refusalOf(options as SqliteOptions);
    expect(isTelemetryError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'invalid-options', fields: { [field]: expect.any(String) as string } });
  });

  it('holds what was reported before another process was killed', async () => {
    const path = newPath();
    const store = sqlite({ path });
    await store.report(report, call);
    // Not closed: the log of the file was not merged into it.
    const again = sqlite({ path });
    expect(await again.records.get(report.random_id)).toMatchObject({ exit_code: 127 });
    await again.close();
    await store.close();
    expect(
      readFileSync(dirname(path) + '/telemetry.db')
        .subarray(0, 15)
        .toString(),
    ).toBe('SQLite format 3');
  });
});

function safeRead(file: string): string | undefined {
  try {
    return readFileSync(file).toString('base64');
  } catch {
    return undefined;
  }
}
