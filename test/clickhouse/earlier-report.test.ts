import { expect, it } from 'vitest';
import { aReport, call, open, rowsOf, runSql, seed, sharedDatabase } from './runs.js';

const database = sharedDatabase();

it('counts a run once whose row was made before an earlier report became visible', async () => {
  const store = open(database);
  await store.records.ping();
  const { random_id } = aReport('failed');
  await store.report(aReport('failed', { random_id }), call);
  // As another process made it, which saw only a report that the server received a millisecond later.
  const record = await store.records.get(random_id);
  if (record === undefined) expect.fail();
  const created = new Date(Date.parse(record.created) + 1).toISOString();
  await seed(database, [{ ...record, created }]);
  expect(await store.records.count({ random_id })).toBe(2);
  // The process of the earlier report, which knew of no other one, makes the row again.
  await runSql('TRUNCATE TABLE keys', database);
  await store.report(aReport('success', { random_id }), call);
  expect(await store.records.count({ random_id })).toBe(1);
  expect(await store.records.get(random_id)).toMatchObject({ created: record.created });
  // What was made late of fewer reports does not bring it back.
  await seed(database, [{ ...record, created }], 3);
  expect(await store.records.count({ random_id })).toBe(1);
  expect(await rowsOf(database, 'SELECT count() AS n FROM runs FINAL')).toEqual([{ n: 1 }]);
});
