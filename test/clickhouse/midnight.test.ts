import { expect, it } from 'vitest';
import { aReport, call, open, runSql, sharedDatabase } from './runs.js';

const database = sharedDatabase();

it('shows the end and the steps of a run that two processes began around midnight', async () => {
  const store = open(database);
  await store.records.ping();
  const report = aReport('configuring');
  // Another process stored the begin before midnight, and a third one the end after it, without knowing of that.
  const rows = [
    `(1, '2026-03-01 23:59:59.900000', '${report.random_id}', '${report.random_id}', 'plex', 'installing', -1)`,
    `(2, '2026-03-02 00:00:00.100000', '${report.random_id}', '${report.random_id}', 'plex', 'failed', 127)`,
  ];
  for (const row of rows)
    await runSql(
      `INSERT INTO reports (sequence, at, key, random_id, nsapp, status, exit_code) VALUES ${row}`,
      database,
    );
  expect(await store.report(report, call)).toBe('superseded');
  expect(await store.records.get(report.random_id)).toMatchObject({ status: 'failed', exit_code: 127 });
  const steps = (await store.progress([report.random_id])).get(report.random_id);
  expect(steps?.map(({ status }) => status)).toEqual(['installing', 'failed']);
});
