import { expect, it } from 'vitest';
import type { Report } from '../../src/stores/report.js';
import { open, runSql, sharedDatabase } from './runs.js';

const database = sharedDatabase();
const call = { signal: new AbortController().signal };
const report: Report = { random_id: 'd2f7a1c0', nsapp: 'plex', status: 'installing' };

it('makes what is read of a run that a process was killed before it made', async () => {
  const store = open(database);
  await store.report(report, call);
  await store.close();
  await runSql('TRUNCATE TABLE runs', database);
  const again = open(database);
  const read = (): Promise<unknown> => again.records.get('d2f7a1c0');
  await expect.poll(read, { timeout: 10_000 }).toMatchObject({ status: 'installing', nsapp: 'plex' });
  await again.close();
});

it('makes it again with each report, though only the first one of two equal ones changes it', async () => {
  const store = open(database);
  await store.report({ ...report, status: 'failed', exit_code: 127 }, call);
  const ended = await store.records.get('d2f7a1c0');
  expect(ended).toMatchObject({ status: 'failed', exit_code: 127 });
  await runSql('TRUNCATE TABLE runs', database);
  expect(await store.report({ ...report, status: 'success', exit_code: 0 }, call)).toBe('superseded');
  expect(await store.records.get('d2f7a1c0')).toEqual(ended);
});
