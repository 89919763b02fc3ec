import { expect, it } from 'vitest';
import { call, open, rowsOf, runSql, sharedDatabase } from './runs.js';

const database = sharedDatabase();

it('keeps the last 10,000 refusals, and some more until there are a thousand', async () => {
  const store = open(database);
  await store.refuse({ reason: 'the first', body: '' }, call);
  const rows = "SELECT number, 0, subtractSeconds(now64(6), number + 60), 'old', '' FROM numbers(12000)";
  await runSql(`INSERT INTO refusals (sequence, row, at, reason, body) ${rows}`, database);
  const refused = Array.from({ length: 999 }, (_, place) => store.refuse({ reason: `new ${place}`, body: '' }, call));
  await Promise.all(refused);
  const count = (): Promise<unknown> => rowsOf(database, 'SELECT count() AS n FROM refusals');
  await expect.poll(count, { timeout: 10_000 }).toEqual([{ n: 10_000 }]);
  expect((await store.refusals(1_000)).map(({ reason }) => reason)).toContain('the first');
  expect(await rowsOf(database, "SELECT count() AS n FROM refusals WHERE startsWith(reason, 'new')")).toEqual([
    { n: 999 },
  ]);
});
