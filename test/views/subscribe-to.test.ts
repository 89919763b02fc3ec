import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { merge } from '../../src/observe/index.js';
import { pocketBaseRecords } from '../../src/sources/pocketbase/index.js';
import { memoryRecords, type MemoryRecordsSource } from '../../src/testing/index.js';
import {
  type FollowedSource,
  type RecordQuery,
  type Snapshot,
  type StoredRecord,
  subscribeTo,
} from '../../src/views/index.js';
import { aStoredRecord } from '../sources/records/a-stored-record.js';

/** A subscription, and the snapshots that its listener saw. */
function follow(source: MemoryRecordsSource, query: RecordQuery = {}) {
  const seen: (Snapshot<StoredRecord> | undefined)[] = [];
  const stop = subscribeTo(source, query, () => seen.push(stop.getSnapshot()));
  onTestFinished(stop);
  return { stop, seen };
}

describe('subscribeTo', () => {
  it('has nothing before the source told something, and then one object until a change', async () => {
    const source = memoryRecords([aStoredRecord({}, 'a')]);
    const { stop, seen } = follow(source);
    expect(stop.getSnapshot()).toBeUndefined();
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    const first = stop.getSnapshot();
    expect(stop.getSnapshot()).toBe(first);
    source.add(aStoredRecord({}, 'b'));
    await vi.waitFor(() => expect(seen).toHaveLength(2));
    expect([first?.items.size, stop.getSnapshot()?.items.size]).toEqual([1, 2]);
  });

  it('tells changes that come together once', async () => {
    const source = memoryRecords();
    const { seen } = follow(source);
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    for (let place = 0; place < 1_000; place += 1) source.add(aStoredRecord({}, `run-${place}`));
    await vi.waitFor(() => expect(seen.at(-1)?.items.size).toBe(1_000));
    expect(seen.length).toBeLessThan(100);
  });

  it.each([
    { query: { nsap: 'plex' }, source: memoryRecords() },
    { query: { nsap: 'plex' }, source: { ...memoryRecords(), subscribe: undefined } },
    { query: { limit: 5 }, source: memoryRecords() },
  ])('refuses the query $query at once', ({ query, source }) => {
    const begin = (): unknown =>
      subscribeTo(source as unknown as FollowedSource, query as RecordQuery, () => undefined);
    expect(begin).toThrow(expect.objectContaining({ code: 'invalid-query' }) as Error);
  });

  it('refuses a listener that is not a function at once', () => {
    const begin = (): unknown => subscribeTo(memoryRecords(), {}, undefined as unknown as () => void);
    expect(begin).toThrow(expect.objectContaining({ fields: { listener: 'expected a function' } }) as Error);
  });

  it('says in its health why a query is refused later, and does not call the source down', async () => {
    const source = pocketBaseRecords({ baseUrl: 'http://127.0.0.1:9' });
    const stop = subscribeTo(source, { install_duration: 5 }, () => undefined);
    onTestFinished(stop);
    const refused = { state: 'unknown', error: { code: 'invalid-query' } };
    await vi.waitFor(() => expect(stop.getSnapshot()?.health['pocketbase']).toMatchObject(refused));
  });

  it.each([401, 403, 404])('is unknown, not down, once it has ended by a refusal with %d', async (status) => {
    const source = pocketBaseRecords({
      baseUrl: 'http://127.0.0.1',
      transport: () => Promise.resolve({ status, body: '{}' }),
    });
    const stop = subscribeTo(source, {}, () => undefined);
    onTestFinished(stop);
    const refused = { state: 'unknown', error: { code: 'rejected', status } };
    await vi.waitFor(() => expect(stop.getSnapshot()?.health['pocketbase']).toMatchObject(refused));
  });

  it('forgets how the parts of a merged source were when the whole says how it is', async () => {
    const at = new Date();
    const snapshot = { items: new Map(), at, complete: false, health: { part: { state: 'down', checkedAt: at } } };
    const source = {
      ...memoryRecords(),
      async *subscribe() {
        yield { event: 'snapshot', snapshot };
        yield await Promise.resolve({ event: 'health', health: { state: 'up', checkedAt: at } });
      },
    } as unknown as MemoryRecordsSource;
    const { stop } = follow(source);
    await vi.waitFor(() => expect(stop.getSnapshot()?.health).toEqual({ memory: { state: 'up', checkedAt: at } }));
  });

  it('follows several sources as one', async () => {
    const [near, far] = [memoryRecords([aStoredRecord({}, 'a')]), memoryRecords([aStoredRecord({}, 'b')])];
    const stop = subscribeTo(merge([near, { ...far, name: 'far' }]), { fields: ['nsapp'] }, () => undefined);
    onTestFinished(stop);
    await vi.waitFor(() =>
      expect([...(stop.getSnapshot()?.items.values() ?? [])]).toEqual([
        { key: 'a', nsapp: 'plex' },
        { key: 'b', nsapp: 'plex' },
      ]),
    );
  });

  it('calls no listener after its end, keeps its last snapshot, and ends the source', async () => {
    const source = memoryRecords();
    const { stop, seen } = follow(source);
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    source.add(aStoredRecord({}, 'a'));
    stop();
    source.add(aStoredRecord({}, 'b'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toHaveLength(1);
    expect(stop.getSnapshot()?.items.size).toBe(0);
  });

  it('asks a source that cannot tell changes', async () => {
    const source = { ...memoryRecords([aStoredRecord({}, 'a')]), subscribe: undefined };
    const { seen } = follow(source as unknown as MemoryRecordsSource);
    await vi.waitFor(() => expect(seen.at(-1)?.items.size).toBe(1));
  });
});
