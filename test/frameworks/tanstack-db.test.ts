import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { memoryRecords, type MemoryRecordsSource } from '../../src/testing/index.js';
import { type RecordQuery, recordsCollectionOptions, type StoredRecord } from '../../src/views/index.js';
import { aStoredRecord } from '../sources/records/a-stored-record.js';
import { loadLibrary } from './libraries.js';

/** What is used of TanStack DB. `program.ts` is checked against its own types. */
interface Collection {
  readonly status: string;
  readonly size: number;
  readonly toArray: StoredRecord[];
  readonly get: (key: string) => StoredRecord | undefined;
  readonly has: (key: string) => boolean;
  readonly isReady: () => boolean;
  readonly preload: () => Promise<void>;
  readonly cleanup: () => Promise<void>;
  readonly subscribeChanges: (
    listener: (changes: readonly Told[]) => void,
    options: { readonly includeInitialState: true },
  ) => { readonly unsubscribe: () => void };
}
const { createCollection } = (await loadLibrary('@tanstack/db')) as {
  createCollection: (options: unknown) => Collection;
};

type Told = { readonly type: string; readonly key: unknown };

interface Following {
  readonly collection: Collection;
  readonly told: Told[];
}

/** A collection of a source, with a subscriber that keeps it. */
function follow(source: MemoryRecordsSource, query: RecordQuery = {}): Following {
  const collection = createCollection(recordsCollectionOptions(source, query));
  const told: Told[] = [];
  const subscription = collection.subscribeChanges(
    (changes) => told.push(...changes.map(({ type, key }) => ({ type, key }))),
    { includeInitialState: true },
  );
  onTestFinished(() => subscription.unsubscribe());
  onTestFinished(() => collection.cleanup());
  return { collection, told };
}

const nodeEnv = process.env['NODE_ENV'];
afterEach(() => {
  process.env['NODE_ENV'] = nodeEnv;
});

describe.each(['development', 'production'])('recordsCollectionOptions in TanStack DB, NODE_ENV=%s', (environment) => {
  const use = (source: MemoryRecordsSource, query?: RecordQuery): Following => {
    process.env['NODE_ENV'] = environment;
    return follow(source, query);
  };

  it('is ready with all records that match, and not before', async () => {
    const source = memoryRecords([aStoredRecord({}, 'a'), aStoredRecord({ nsapp: 'immich' }, 'b')]);
    const { collection } = use(source, { nsapp: 'plex' });
    expect(collection.isReady()).toBe(false);
    await collection.preload();
    expect(collection.toArray).toEqual([expect.objectContaining({ key: 'a', nsapp: 'plex' })]);
  });

  it('tells inserts, updates of whole rows, and deletes', async () => {
    const source = memoryRecords([aStoredRecord({ exit_code: 1 }, 'a')]);
    const { collection, told } = use(source);
    await collection.preload();
    source.change('a', { status: 'failed', exit_code: undefined });
    await vi.waitFor(() => expect(collection.get('a')?.status).toBe('failed'));
    expect(collection.get('a')).not.toHaveProperty('exit_code');
    source.add(aStoredRecord({}, 'b'));
    await vi.waitFor(() => expect(collection.has('b')).toBe(true));
    source.remove('a');
    await vi.waitFor(() => expect(collection.has('a')).toBe(false));
    expect(told).toEqual([
      { type: 'insert', key: 'a' },
      { type: 'update', key: 'a' },
      { type: 'insert', key: 'b' },
      { type: 'delete', key: 'a' },
    ]);
  });

  it('deletes a record that leaves the query', async () => {
    const source = memoryRecords([aStoredRecord({}, 'a')]);
    const { collection } = use(source, { status: 'installing' });
    await collection.preload();
    source.change('a', { status: 'success' });
    await vi.waitFor(() => expect(collection.size).toBe(0));
  });

  it('takes a source that changes one object in place', async () => {
    const row = aStoredRecord({}, 'a');
    const polled = memoryRecords();
    let tell: () => void = () => undefined;
    const source = {
      ...polled,
      async *subscribe() {
        yield {
          event: 'snapshot',
          snapshot: { items: new Map([['a', row]]), at: new Date(), complete: true, health: {} },
        };
        for (;;) {
          await new Promise<void>((resolve) => (tell = resolve));
          yield { event: 'changed', key: 'a', item: row, via: 'live', why: ['status'] };
        }
      },
    } as unknown as MemoryRecordsSource;
    const { collection, told } = use(source);
    await collection.preload();
    row.status = 'failed';
    tell();
    await vi.waitFor(() => expect(told).toContainEqual({ type: 'update', key: 'a' }));
    expect(collection.get('a')?.status).toBe('failed');
  });

  it('keeps its rows with the status `error` while the source is down, and is ready again', async () => {
    const source = memoryRecords([aStoredRecord({}, 'a')]);
    const { collection } = use(source);
    await collection.preload();
    source.down();
    await vi.waitFor(() => expect(collection.status).toBe('error'));
    expect(collection.size).toBe(1);
    source.add(aStoredRecord({}, 'b'));
    source.up();
    await vi.waitFor(() => expect(collection.status).toBe('ready'));
    await vi.waitFor(() => expect(collection.size).toBe(2));
  });

  it('is ready again when the source answers in part', async () => {
    let answer: () => void = () => undefined;
    const answering = new Promise<void>((resolve) => (answer = resolve));
    const source = {
      ...memoryRecords(),
      async *subscribe() {
        yield { event: 'snapshot', snapshot: { items: new Map(), at: new Date(), complete: true, health: {} } };
        yield { event: 'health', health: { state: 'down', checkedAt: new Date() } };
        await answering;
        yield { event: 'health', health: { state: 'degraded', checkedAt: new Date() } };
      },
    } as unknown as MemoryRecordsSource;
    const { collection } = use(source);
    await vi.waitFor(() => expect(collection.status).toBe('error'));
    answer();
    await vi.waitFor(() => expect(collection.status).toBe('ready'));
  });

  it('is in error for a query that the source refuses', async () => {
    const { collection } = use(memoryRecords(), { limit: 0 });
    await expect(collection.preload()).rejects.toMatchObject({ code: 'invalid-query' });
    expect(collection.status).toBe('error');
  });

  it('ends its subscription when it is cleaned up, and begins anew', async () => {
    const source = memoryRecords([aStoredRecord({}, 'a')]);
    const signals: AbortSignal[] = [];
    const watched: MemoryRecordsSource = {
      ...source,
      subscribe: (query, call) => {
        if (call?.signal) signals.push(call.signal);
        return source.subscribe(query, call);
      },
    };
    const collection = createCollection(recordsCollectionOptions(watched, {}));
    await collection.preload();
    await collection.cleanup();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    source.remove('a');
    await collection.preload();
    expect([collection.size, signals.length]).toEqual([0, 2]);
    await collection.cleanup();
  });
});
