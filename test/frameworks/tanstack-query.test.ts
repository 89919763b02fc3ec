import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { memoryRecords } from '../../src/testing/index.js';
import { recordsQueryOptions } from '../../src/views/index.js';
import { aStoredRecord } from '../sources/records/a-stored-record.js';
import { loadLibrary } from './libraries.js';

/** What is used of TanStack Query. `program.ts` is checked against its own types. */
interface Client {
  readonly clear: () => void;
  readonly fetchQuery: (options: unknown) => Promise<unknown>;
  readonly getQueryData: (queryKey: unknown) => unknown;
  readonly getQueryState: (queryKey: unknown) => unknown;
  readonly setQueryData: (queryKey: unknown, data: unknown) => void;
  readonly invalidateQueries: (filters: unknown) => Promise<void>;
}
const { QueryClient, QueryObserver } = (await loadLibrary('@tanstack/query-core')) as {
  QueryClient: new (options: unknown) => Client;
  QueryObserver: new (client: Client, options: unknown) => { subscribe: (listener: () => void) => () => void };
};

function aClient(): Client {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  onTestFinished(() => client.clear());
  return client;
}

const failed = { status: 'failed', fields: ['nsapp'] } as const;

describe('recordsQueryOptions in TanStack Query', () => {
  it('reads all records that match, in order', async () => {
    const records = Array.from({ length: 30 }, (_, place) => aStoredRecord({ status: 'failed' }, `run-${place + 10}`));
    const read = await aClient().fetchQuery(recordsQueryOptions(memoryRecords(records), failed));
    expect(read).toEqual(records.map(({ key, nsapp }) => ({ key, nsapp })));
  });

  it('has one key for queries that mean the same, and a key that JSON keeps', () => {
    const source = memoryRecords();
    const from = new Date('2026-11-21T00:00:00Z');
    const { queryKey } = recordsQueryOptions(source, { nsapp: 'plex', search: undefined, created: { from } });
    expect(queryKey).toEqual(['telemetry', 'memory', { nsapp: 'plex', created: { from: from.toISOString() } }]);
    expect(JSON.parse(JSON.stringify(queryKey))).toEqual(queryKey);
    const client = aClient();
    client.setQueryData(queryKey, 'cached');
    const sameQuery = { created: { from: from.toISOString() }, nsapp: 'plex' };
    expect(client.getQueryData(recordsQueryOptions(source, sameQuery).queryKey)).toBe('cached');
  });

  it.each([
    { query: { limit: 0 }, down: false, code: 'invalid-query' },
    { query: {}, down: true, code: 'unreachable' },
  ])('fails as $code, as its source does', async ({ query, down, code }) => {
    const source = memoryRecords();
    if (down) source.down();
    await expect(aClient().fetchQuery(recordsQueryOptions(source, query))).rejects.toMatchObject({ code });
  });

  it('keeps no half of the records when reading is cancelled, and ends the reading', async () => {
    const source = memoryRecords([aStoredRecord()]);
    let signalGiven: AbortSignal | undefined;
    let given = 0;
    let isOver = false;
    const slow = {
      ...source,
      // A source that ends where it is aborted, instead of failing.
      async *records(_query?: unknown, call?: { signal?: AbortSignal | undefined }) {
        signalGiven = call?.signal;
        for (; !signalGiven?.aborted; given += 1) {
          yield aStoredRecord();
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        isOver = true;
      },
    } as unknown as typeof source;
    const client = aClient();
    const options = recordsQueryOptions(slow, {});
    const observer = new QueryObserver(client, options);
    const leave = observer.subscribe(() => undefined);
    await vi.waitFor(() => expect(given).toBeGreaterThan(1));
    leave();
    expect(signalGiven?.aborted).toBe(true);
    await vi.waitFor(() => expect(isOver).toBe(true));
    expect(client.getQueryData(options.queryKey)).toBeUndefined();
    expect(client.getQueryState(options.queryKey)).toMatchObject({ status: 'pending', fetchStatus: 'idle' });
    await expect(options.queryFn({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });

  it('reads again what was invalidated', async () => {
    const source = memoryRecords();
    const client = aClient();
    const options = recordsQueryOptions(source, { status: 'failed' });
    expect(await client.fetchQuery(options)).toEqual([]);
    source.add(aStoredRecord({ status: 'failed' }));
    await client.invalidateQueries({ queryKey: ['telemetry'] });
    expect(await client.fetchQuery(options)).toHaveLength(1);
  });
});
