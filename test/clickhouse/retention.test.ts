import { expect, it, onTestFinished } from 'vitest';
import { clickhouse } from '../../src/stores/clickhouse/index.js';
import { rowsOf, runSql, serverUrl, sharedDatabase } from './runs.js';

const database = sharedDatabase();

it('keeps a run for all its days, and removes it within two days after them', async () => {
  const store = clickhouse({ url: serverUrl(), database, retentionDays: 1 });
  onTestFinished(() => store.close());
  await store.records.ping();
  const days = 'SELECT number AS sequence, today() - number AS began, toString(number) AS key FROM numbers(5)';
  await runSql(`INSERT INTO reports (sequence, began, key, status) SELECT *, 'installing' FROM (${days})`, database);
  for (const table of ['reports', 'keys']) {
    await runSql(`OPTIMIZE TABLE ${table} FINAL`, database);
    const kept = await rowsOf(database, `SELECT key FROM ${table} ORDER BY key`);
    expect(kept).toEqual([{ key: '0' }, { key: '1' }]);
  }
});
