import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { responseTo } from '../collector/response-to.js';
import { sqlite } from '../../src/stores/sqlite/index.js';
import type { Store } from '../../src/stores/store.js';
import { storeOfRows } from '../conformance/reported-rows.js';
import { RECORDED_AT, recordedRequests, recordedRows } from '../conformance/service-recording.js';

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
  'a read of the service is the same of SQLite as of the memory: %s',
  async (path) => expect(await answerOf(inSqlite, path)).toEqual(await answerOf(inMemory, path)),
);
