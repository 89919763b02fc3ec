import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { clickhouse } from '../../src/stores/clickhouse/index.js';
import type { Store } from '../../src/stores/store.js';
import { answerOf, readPaths } from '../conformance/reads-of-a-store.js';
import { storeOfRows } from '../conformance/reported-rows.js';
import { RECORDED_AT, recordedRows } from '../conformance/service-recording.js';
import { seed, seedSteps, serverUrl, sharedDatabase } from './runs.js';

const database = sharedDatabase();
let inMemory: Store;
let inClickHouse: Store;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  inMemory = await storeOfRows(recordedRows);
  vi.useRealTimers();
  // The server gives reports its own time, so that its rows are made of those of the memory.
  const { items } = await inMemory.records.list();
  inClickHouse = clickhouse({ url: serverUrl(), database });
  await inClickHouse.records.ping();
  await seed(database, [...items.values()]);
  await seedSteps(database, await inMemory.progress([...items.keys()].slice(0, 1_000)));
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(RECORDED_AT);
});
afterAll(async () => {
  vi.useRealTimers();
  await inClickHouse.close();
});

it.each(readPaths)('a read of the service is the same of ClickHouse as of the memory: %s', async (path) =>
  expect(await answerOf(inClickHouse, path)).toEqual(await answerOf(inMemory, path)),
);
