import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clickhouse, type Store } from '../../src/stores/clickhouse/index.js';
import { open, runSql, sharedDatabase } from './runs.js';

const database = sharedDatabase();

/** A store of a server that takes requests and never answers. */
async function openSilent(): Promise<Store> {
  const server = createServer((request) => void request.resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const store = clickhouse({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  onTestFinished(async () => {
    await store.close();
    server.closeAllConnections();
    server.close();
  });
  return store;
}

describe('a read that waits for the tables to be made', { timeout: 15_000 }, () => {
  it('rejects when its signal aborts', async () => {
    const store = await openSilent();
    const caller = new AbortController();
    const count = store.records.count({}, { signal: caller.signal });
    caller.abort(new Error('left'));
    await expect(count).rejects.toMatchObject({ code: 'aborted' });
  });

  it('rejects when its deadline has passed', async () => {
    const store = await openSilent();
    await expect(store.records.count({}, { deadlineMs: 50 })).rejects.toMatchObject({ code: 'timed-out' });
  });

  it('rejects when the store is closed', async () => {
    const store = await openSilent();
    const count = store.records.count();
    void store.close();
    await expect(count).rejects.toMatchObject({ code: 'unreachable', message: 'clickhouse: the store is closed' });
  });
});

it('reads where runs that were forgotten cannot be made', async () => {
  const store = open(database);
  await store.records.ping();
  await runSql('RENAME TABLE reports TO hidden', database);
  expect(await open(database).records.count()).toBe(0);
  await runSql('RENAME TABLE hidden TO reports', database);
});
