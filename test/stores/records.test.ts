import { describe, expect, it, onTestFinished } from 'vitest';
import { checkQuery } from '../../src/sources/records/check-query.js';
import { compileQuery } from '../../src/stores/sqlite/compile-query.js';
import { sqlite } from '../../src/stores/sqlite/index.js';
import type { Database } from '../../src/stores/sqlite/load-sqlite.js';
import type { RecordQuery, Store, StoredRecord } from '../../src/testing/index.js';
import { expectSummaries, RECORDS_TO_COUNT } from './random-summaries.js';
import { connect, newPath, seed } from './sqlite-file.js';

const call = { signal: new AbortController().signal };

function openWith(records: readonly StoredRecord[]): { store: Store; other: Database } {
  const path = newPath();
  const store = sqlite({ path });
  const other = connect(path);
  onTestFinished(async () => {
    await store.close();
    other.close();
  });
  seed(other, records);
  return { store, other };
}

function aRecord(place: number, changes: Partial<StoredRecord> = {}): StoredRecord {
  const random_id = `record-${String(place).padStart(6, '0')}`;
  const created = new Date(Date.parse('2026-11-01T00:00:00Z') + Math.floor(place / 3) * 1_000).toISOString();
  return { key: random_id, random_id, nsapp: `app-${place % 7}`, status: 'success', created, ...changes };
}

function someRecords(count: number): StoredRecord[] {
  return Array.from({ length: count }, (_, place) => aRecord(place));
}

describe('the records of a store of SQLite', () => {
  it.each(['created', '-created', 'key', 'nsapp', '-nsapp'] as const)(
    'are each read once by %s while others are stored and removed',
    async (sort) => {
      const { store, other } = openWith(someRecords(2_500));
      const keys: string[] = [];
      for await (const { key } of store.records.records({ sort })) {
        keys.push(key);
        if (keys.length % 400 !== 0) continue;
        await store.report(
          { random_id: `later-${keys.length}`, nsapp: `app-${keys.length % 7}`, status: 'failed' },
          call,
        );
        other.prepare('DELETE FROM runs WHERE key = ?').run(`record-${String(keys.length).padStart(6, '0')}`);
      }
      const read = keys.filter((key) => key.startsWith('record-'));
      expect(new Set(read).size).toBe(read.length);
      expect(read.length).toBeGreaterThanOrEqual(2_500 - 6);
    },
  );

  it.each(['created', 'nsapp'] as const)('do not hold the file when a loop by %s stands still', async (sort) => {
    const { store, other } = openWith(someRecords(2_500));
    for await (const { key } of store.records.records({ sort })) {
      expect(await store.report({ random_id: 'while-it-stands', nsapp: 'plex', status: 'success' }, call)).toBe(
        'stored',
      );
      expect(other.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()).toMatchObject({ busy: 0 });
      expect(key).not.toBe('');
      break;
    }
    expect(await store.records.count({ random_id: 'while-it-stands' })).toBe(1);
  });

  it('are found by 40,000 ids at once', async () => {
    const { store } = openWith(someRecords(100));
    const random_id = Array.from({ length: 40_000 }, (_, place) => `record-${String(place * 2).padStart(6, '0')}`);
    expect(await store.records.count({ random_id })).toBe(50);
  });

  it.each<{ query: RecordQuery; index: RegExp }>([
    { query: { random_id: 'record-000001' }, index: /sqlite_autoindex_runs_1.*runs_by_random_id/s },
    { query: { random_id: ['record-000001', 'record-000002'] }, index: /runs_by_random_id/ },
    { query: { execution_id: 'record-000001' }, index: /sqlite_autoindex_runs_1/ },
    { query: { created: { from: '2026-11-01T00:00:00Z' } }, index: /runs_by_created/ },
    { query: { updated: { from: '2026-11-01T00:00:00Z' }, sort: 'updated' }, index: /runs_by_updated/ },
    { query: { sort: '-created', status: 'failed' }, index: /runs_by_created/ },
    { query: { sort: '-updated', status: 'failed' }, index: /runs_by_updated/ },
  ])('are found by an index for $query', ({ query, index }) => {
    const { other } = openWith([]);
    const checked = checkQuery(query);
    const { sql, values } = compileQuery(checked);
    const order = `${checked.sort.field} ${checked.sort.descending ? 'DESC' : 'ASC'}`;
    const plan = other.prepare(`EXPLAIN QUERY PLAN SELECT * FROM runs WHERE ${sql} ORDER BY ${order}`).all(...values);
    expect(plan.map(({ detail }) => detail).join('\n')).toMatch(index);
  });

  it('prefer the run with a key to a later attempt with this random_id', async () => {
    const { store } = openWith([]);
    const first = { random_id: 'd2f7a1c0', nsapp: 'plex', status: 'failed' } as const;
    await store.report({ ...first, execution_id: 'attempt-2' }, call);
    expect(await store.records.get('d2f7a1c0')).toMatchObject({ key: 'attempt-2' });
    await store.report(first, call);
    expect(await store.records.get('d2f7a1c0')).toMatchObject({ key: 'd2f7a1c0' });
    expect(await store.records.get('attempt-2')).toMatchObject({ key: 'attempt-2' });
  });

  it('are counted in SQL as they are counted one by one', async () => {
    const { store } = openWith(RECORDS_TO_COUNT);
    await expectSummaries(store.records);
  });

  it('tell what another process stores within a second or so', async () => {
    const path = newPath();
    const [store, other] = [sqlite({ path }), sqlite({ path })];
    onTestFinished(async () => {
      await store.close();
      await other.close();
    });
    const told: unknown[] = [];
    let storedAt = 0;
    for await (const event of store.records.subscribe?.({ nsapp: 'plex' }) ?? []) {
      if (event.event === 'snapshot') {
        storedAt = performance.now();
        await other.report({ random_id: 'd2f7a1c0', nsapp: 'plex', status: 'installing' }, call);
      }
      if (event.event === 'changed') {
        told.push(event.item.status);
        if (event.item.status === 'failed') break;
        await other.report({ random_id: 'd2f7a1c0', nsapp: 'plex', status: 'failed', exit_code: 1 }, call);
      }
    }
    expect(told).toEqual(['installing', 'failed']);
    expect(performance.now() - storedAt).toBeLessThan(10_000);
  });

  it('say that they are down while the file cannot be read, and go on when it can', async () => {
    const { store, other } = openWith([aRecord(1)]);
    const told: string[] = [];
    for await (const event of store.records.subscribe?.() ?? []) {
      told.push(event.event === 'health' ? event.health.state : event.event);
      if (told.length === 2) other.exec('ALTER TABLE runs RENAME TO moved');
      if (event.event === 'health' && event.health.state === 'down') {
        expect(event.health.error).toMatchObject({ code: 'unreachable', fate: 'not-sent' });
        other.exec('ALTER TABLE moved RENAME TO runs');
        seed(other, [aRecord(2)]);
      }
      if (told.length === 5) break;
    }
    expect(told).toEqual(['snapshot', 'up-to-date', 'down', 'up', 'changed']);
  });

  it('are told once where what changes is not asked for, and as removed where it does not match any more', async () => {
    const { store } = openWith([]);
    const report = { random_id: 'd2f7a1c0', nsapp: 'plex' };
    const told: unknown[] = [];
    const query = { status: 'installing', fields: ['key', 'status'] } as const;
    for await (const event of store.records.subscribe?.(query) ?? []) {
      if (event.event === 'snapshot') {
        await store.report({ ...report, status: 'installing' }, call);
        await store.report({ ...report, random_id: 'd2f7a1c1', status: 'success' }, call);
      }
      if (event.event === 'changed') {
        // A field that is not asked for.
        await store.report({ ...report, status: 'installing', os_type: 'debian' }, call);
        await store.report({ ...report, status: 'failed', exit_code: 1 }, call);
      }
      if (event.event === 'changed' || event.event === 'removed') told.push([event.event, event.key]);
      if (event.event === 'removed') break;
    }
    expect(told).toEqual([
      ['changed', 'd2f7a1c0'],
      ['removed', 'd2f7a1c0'],
    ]);
  });

  it('end without an error when the signal aborts while changes are read', async () => {
    const { store } = openWith(someRecords(10));
    const controller = new AbortController();
    const changes = store.changes({ signal: controller.signal })[Symbol.asyncIterator]();
    const next = changes.next();
    controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('end a subscription as unreachable when the store is closed', async () => {
    const store = sqlite({ path: newPath() });
    const follow = async (): Promise<void> => {
      for await (const { event } of store.records.subscribe?.() ?? []) if (event === 'up-to-date') void store.close();
    };
    await expect(follow()).rejects.toMatchObject({ code: 'unreachable' });
  });
});
