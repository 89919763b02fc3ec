import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { sqlite } from '../../src/stores/sqlite/index.js';
import type { Store } from '../../src/stores/store.js';
import { answerOf, readPaths } from '../conformance/reads-of-a-store.js';
import { storeOfRows } from '../conformance/reported-rows.js';
import { RECORDED_AT, recordedRows } from '../conformance/service-recording.js';

let inMemory: Store;
let inSqlite: Store;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  inMemory = await storeOfRows(recordedRows);
  inSqlite = await storeOfRows(recordedRows, sqlite({ path: ':memory:' }));
  vi.setSystemTime(RECORDED_AT);
});
afterAll(async () => {
  vi.useRealTimers();
  await inSqlite.close();
});

it.each(readPaths)('a read of the service is the same of SQLite as of the memory: %s', async (path) =>
  expect(await answerOf(inSqlite, path)).toEqual(await answerOf(inMemory, path)),
);
