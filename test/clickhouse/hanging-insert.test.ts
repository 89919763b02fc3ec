import { expect, it, onTestFinished } from 'vitest';
import { aReport, call, open, runSql, serverUrl, sharedDatabase } from './runs.js';

const database = sharedDatabase();

it('answers reports while an insert of another process hangs', async () => {
  const store = open(database);
  await store.report(aReport('installing'), call);
  const id = `telemetry-insert-${crypto.randomUUID()}-1`;
  const isRunning = (): Promise<string> =>
    runSql(`SELECT count() FROM system.processes WHERE query_id = '${id}'`, 'default');
  const rows =
    'SELECT sleepEachRow(1) FROM numbers(60) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0';
  const hanging = fetch(`${serverUrl()}/?query_id=${id}`, {
    method: 'POST',
    body: `INSERT INTO FUNCTION null('x UInt8') ${rows}`,
  });
  onTestFinished(async () => {
    await runSql(`KILL QUERY WHERE query_id = '${id}' SYNC`, 'default');
    await (await hanging).text();
  });
  await expect.poll(isRunning).toBe('1\n');
  expect(await store.report(aReport('failed'), call)).toBe('stored');
  expect(await isRunning()).toBe('1\n');
});
