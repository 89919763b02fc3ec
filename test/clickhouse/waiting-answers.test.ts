import { expect, it } from 'vitest';
import { aReport, call, open, rowsOf, runSql, sharedDatabase } from './runs.js';

const database = sharedDatabase();
const stored = (): Promise<unknown> => rowsOf(database, 'SELECT uniqExact(sequence) AS n FROM reports');

it('stores new reports while earlier ones cannot be answered', async () => {
  const store = open(database);
  await store.report(aReport('installing'), call);
  // What is read of the runs cannot be made.
  await runSql('RENAME TABLE runs TO hidden', database);
  const first = store.report(aReport('installing'), call);
  await expect.poll(stored, { timeout: 3_000 }).toEqual([{ n: 2 }]);
  // The loop has no report left that waits.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const second = store.report(aReport('installing'), call);
  await expect.poll(stored, { timeout: 3_000 }).toEqual([{ n: 3 }]);
  await runSql('RENAME TABLE hidden TO runs', database);
  expect(await Promise.all([first, second])).toEqual(['stored', 'stored']);
});

it('rejects in time a report that is stored and cannot be answered', async () => {
  const store = open(database);
  await store.report(aReport('installing'), call);
  await runSql('RENAME TABLE runs TO hidden', database);
  const report = store.report(aReport('installing'), call);
  await expect(report).rejects.toMatchObject({ code: 'unavailable', fate: 'unknown' });
  await runSql('RENAME TABLE hidden TO runs', database);
});
