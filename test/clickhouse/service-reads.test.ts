import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { responseTo } from '../collector/response-to.js';
import { clickhouse } from '../../src/stores/clickhouse/index.js';
import type { Store } from '../../src/stores/store.js';
import { storeOfRows } from '../conformance/reported-rows.js';
import { RECORDED_AT, recordedRequests, recordedRows } from '../conformance/service-recording.js';
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

async function answerOf(store: Store, path: string): Promise<unknown> {
  const answer = await responseTo(new Request(`http://collector${path}`), store);
  return { status: answer?.status, body: await answer?.json() };
}

const paths = recordedRequests
  .filter(({ phase, status }) => phase === 'full' && status === 200)
  .map(({ path }) => path);
const hostile = [
  "?app='%20OR%201=1--",
  '?os=%00&type=%00&slug=%00',
  '?search=%ff%00%25_',
  '?repo=%00&days=7',
  '?slug=%22%5D',
];
const filtered = ['records', 'dashboard', 'errors'].flatMap((name) => hostile.map((query) => `/api/${name}${query}`));

it.each([...new Set([...paths, ...filtered])].filter((path) => !['/metrics', '/healthz'].includes(path)))(
  'a read of the service is the same of ClickHouse as of the memory: %s',
  async (path) => expect(await answerOf(inClickHouse, path)).toEqual(await answerOf(inMemory, path)),
);
