import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkQuery } from '../../src/sources/records/check-query.js';
import { matchesQuery } from '../../src/sources/records/matches-query.js';
import { compareRecords } from '../../src/sources/records/sort-records.js';
import { checkClickHouseOptions } from '../../src/stores/clickhouse/clickhouse-options.js';
import { clickhouse } from '../../src/stores/clickhouse/index.js';
import { Database } from '../../src/stores/clickhouse/database.js';
import type { Store, StoredRecord } from '../../src/testing/index.js';
import { expectedRecord } from '../sources/pocketbase/query-oracle.js';
import { hostileRows } from '../sources/pocketbase/random-queries.js';
import { randomQuery } from '../sources/pocketbase/random-query.js';
import { randomOf } from '../sources/pocketbase/random.js';
import { expectSummaries, RECORDS_TO_COUNT } from '../stores/random-summaries.js';
import { proxyTo } from './hanging-proxy.js';
import { open, removeRun, runSql, seed, serverUrl, sharedDatabase } from './runs.js';

const call = { signal: new AbortController().signal };
const database = sharedDatabase();

async function openWith(records: readonly StoredRecord[]): Promise<Store> {
  // Before the store is opened: it makes the runs again of which there are reports.
  await runSql(`CREATE DATABASE IF NOT EXISTS ${database}`, 'default');
  for (const table of ['reports', 'keys', 'runs']) await runSql(`TRUNCATE TABLE IF EXISTS ${table}`, database);
  const store = open(database);
  await store.records.ping();
  await seed(database, records);
  return store;
}

function aRecord(place: number, changes: Partial<StoredRecord> = {}): StoredRecord {
  const random_id = `record-${String(place).padStart(6, '0')}`;
  const created = new Date(Date.parse('2026-11-01T00:00:00Z') + Math.floor(place / 3) * 1_000).toISOString();
  return { key: random_id, random_id, nsapp: `app-${place % 7}`, status: 'success', created, ...changes };
}

function someRecords(count: number): StoredRecord[] {
  return Array.from({ length: count }, (_, place) => aRecord(place));
}

describe('the records of a store of ClickHouse', () => {
  it('are found as 200 random queries ask for them, in their order', async () => {
    const rows = hostileRows(7, 150);
    const records = rows.map((row, place): StoredRecord => {
      const { record_id, ...record } = expectedRecord({ ...row, random_id: row.random_id || `no-id-${place}` });
      // A number that no report can give.
      const isStored = ([field, value]: [string, unknown]): boolean =>
        typeof value !== 'number' || field === 'disk_size' || Number.isSafeInteger(value);
      const stored = Object.fromEntries(Object.entries(record).filter(isStored)) as unknown as StoredRecord;
      return { ...stored, nsapp: record.nsapp === '' ? 'none' : record.nsapp, key: record_id as string };
    });
    const { records: source } = await openWith(records);
    for (let number = 1; number <= 200; number += 1) {
      const query = randomQuery(randomOf(number), rows);
      const checked = checkQuery(query);
      const matching = records.filter((record) => matchesQuery(record, checked)).sort(compareRecords(checked));
      const expected = matching.slice(0, query.limit);
      const read: StoredRecord[] = [];
      for await (const record of source.records(query)) read.push(record);
      expect(read, JSON.stringify(query)).toEqual(expected);
      if (number % 4 === 0) expect(await source.count(query), JSON.stringify(query)).toBe(matching.length);
    }
  });

  it.each(['created', '-created', 'key', 'nsapp', '-nsapp'] as const)(
    'are each read once by %s while others are stored, changed and removed',
    async (sort) => {
      // By time, more than are found at once.
      const count = sort.endsWith('created') ? 12_500 : 2_500;
      const store = await openWith(someRecords(count));
      const keys: string[] = [];
      for await (const { key } of store.records.records({ sort })) {
        keys.push(key);
        if (keys.length % (count / 5) !== 0) continue;
        await store.report(
          { random_id: `later-${keys.length}`, nsapp: `app-${keys.length % 7}`, status: 'failed' },
          call,
        );
        await seed(database, [aRecord(keys.length + 5, { nsapp: 'app-9' }), aRecord(1, { nsapp: 'app-9' })], 2);
        await removeRun(database, aRecord(keys.length));
      }
      const read = keys.filter((key) => key.startsWith('record-'));
      expect(new Set(read).size).toBe(read.length);
      expect(read.length).toBeGreaterThanOrEqual(count - 5);
    },
  );

  it('are read where years lie between them', async () => {
    const moments = ['1999-01-01T00:00:00.000Z', '2021-05-05T05:05:05.005Z', '2026-11-01T00:00:00.000Z'];
    const store = await openWith(moments.map((created, place) => aRecord(place, { created })));
    for (const sort of ['created', '-created'] as const) {
      const read: string[] = [];
      for await (const { created } of store.records.records({ sort })) read.push(created);
      expect(read).toEqual(sort === 'created' ? moments : [...moments].reverse());
    }
  });

  it.each([
    { which: 'many', nsapp: 'app-1', found: 357 },
    { which: 'few', nsapp: 'rare', found: 2 },
    { which: 'none', nsapp: 'not there', found: 0 },
  ])('are the first ones of $which among others, from either end', async ({ nsapp, found }) => {
    const records = someRecords(2_500).map((record, place) =>
      place % 1_200 === 700 ? { ...record, nsapp: 'rare' } : record,
    );
    const store = await openWith(records);
    const expected = records.filter((record) => record.nsapp === nsapp);
    expect(expected.length).toBe(found);
    for (const limit of [1, 10, 1_000]) {
      for (const sort of ['created', '-created'] as const) {
        const { items, complete } = await store.records.list({ nsapp, sort, limit, fields: [] });
        const inOrder = expected.sort(compareRecords(checkQuery({ sort }))).slice(0, limit);
        expect([...items.keys()]).toEqual(inOrder.map(({ key }) => key));
        expect(complete).toBe(limit >= found);
      }
    }
  });

  it('are found by 40,000 ids at once', async () => {
    const store = await openWith(someRecords(100));
    const random_id = Array.from({ length: 40_000 }, (_, place) => `record-${String(place * 2).padStart(6, '0')}`);
    expect(await store.records.count({ random_id })).toBe(50);
  });

  it('are counted in SQL as they are counted one by one', async () => {
    const store = await openWith(RECORDS_TO_COUNT);
    await expectSummaries(store.records);
  });

  it('prefer the run with a key to a later attempt with this random_id', async () => {
    const store = await openWith([]);
    const random_id = crypto.randomUUID();
    const first = { random_id, nsapp: 'plex', status: 'failed' } as const;
    await store.report({ ...first, execution_id: `${random_id}-2` }, call);
    expect(await store.records.get(random_id)).toMatchObject({ key: `${random_id}-2` });
    await store.report(first, call);
    expect(await store.records.get(random_id)).toMatchObject({ key: random_id });
  });
});

describe('the changes of a store of ClickHouse', () => {
  it('of another process are told, each once', async () => {
    const store = await openWith([]);
    const other = open(database);
    const report = { random_id: crypto.randomUUID(), nsapp: 'plex' };
    const told: unknown[] = [];
    for await (const event of store.records.subscribe?.({ random_id: report.random_id }) ?? []) {
      if (event.event === 'snapshot') await other.report({ ...report, status: 'installing' }, call);
      if (event.event === 'changed') told.push(event.item.status);
      if (event.event === 'changed' && told.length === 1) {
        await other.report({ ...report, status: 'failed', exit_code: 1 }, call);
        // Another look, which finds all of it again.
        await other.report({ random_id: crypto.randomUUID(), nsapp: 'plex', status: 'success' }, call);
      }
      if (told.at(-1) === 'failed') break;
    }
    expect(told).toEqual(['installing', 'failed']);
  });

  it('that become visible late are told once, in whatever order', async () => {
    const store = await openWith([]);
    const told: string[] = [];
    for await (const change of store.changes()) {
      if (change.change === 'gap') await seed(database, [aRecord(1)]);
      if (change.change === 'stored') told.push(change.key);
      // Made a second before the one that is told already.
      if (told.length === 1) await seed(database, [aRecord(2)], 1, Date.now() - 1_000);
      if (told.length === 2) await seed(database, [aRecord(3)]);
      if (told.length === 3) break;
    }
    expect(told).toEqual(['record-000001', 'record-000002', 'record-000003']);
  });

  it('go on in another process after the cursor, with those of the last seconds before it', async () => {
    const store = await openWith([]);
    const cursors: string[] = [];
    for await (const { change, cursor } of store.changes()) {
      cursors.push(cursor);
      if (change === 'gap') await seed(database, someRecords(1_200), 1, Date.now() - 100);
      if (cursors.length === 1_201) break;
    }
    await seed(database, [aRecord(5, { status: 'failed' })], 2);
    await removeRun(database, aRecord(6));
    const told = new Map<string, string>();
    for await (const change of open(database).changes({ after: cursors[600] })) {
      if (change.change === 'gap') throw new Error('It knows the cursor');
      told.set(change.key, change.change === 'stored' ? change.record.status : change.change);
      if (told.get('record-000006') === 'removed') break;
    }
    expect(told.size).toBe(1_200);
    expect(told.get('record-000005')).toBe('failed');
  });

  it('are all told to a follower that is more than 5,000 of them behind', async () => {
    const store = await openWith([]);
    const slow = store.changes()[Symbol.asyncIterator]();
    expect((await slow.next()).value).toMatchObject({ change: 'gap' });
    const count = 5_500;
    let fast = 0;
    for await (const { change } of store.changes()) {
      if (change === 'gap') await seed(database, someRecords(count));
      else if ((fast += 1) === count) break;
    }
    const told = new Set<string>();
    while (told.size < count) {
      const next = await slow.next();
      if (next.done === true || next.value.change === 'gap') throw new Error('It can go on');
      told.add(next.value.key);
    }
    await slow.return?.();
  });

  it('are told to a follower that stood still for longer than it is looked for them without a follower', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const store = await openWith([]);
    const still = store.changes()[Symbol.asyncIterator]();
    expect((await still.next()).value).toMatchObject({ change: 'gap' });
    vi.advanceTimersByTime(60_000);
    await seed(database, [aRecord(1)]);
    for await (const { change } of store.changes()) {
      expect(change).toBe('gap');
      break;
    }
    expect((await still.next()).value).toMatchObject({ change: 'stored', key: 'record-000001' });
    await still.return?.();
  });

  it('begin now after a cursor of the future', async () => {
    const store = await openWith([aRecord(1)]);
    let cursor = '';
    for await (const told of store.changes()) {
      cursor = told.cursor;
      break;
    }
    for await (const { change } of store.changes({ after: `${cursor}0` })) {
      expect(change).toBe('gap');
      break;
    }
  });

  it('are a gap after a cursor of another database', async () => {
    const store = await openWith([]);
    for await (const { change } of store.changes({ after: `${'0'.repeat(16)}.00000000.1.1` })) {
      expect(change).toBe('gap');
      break;
    }
  });
});

describe('a server that hangs', () => {
  it('holds no subscription whose signal aborts, and is down until it answers', async () => {
    const hanging = await proxyTo(serverUrl());
    const store = clickhouse({ url: hanging.url, database });
    onTestFinished(async () => {
      await store.close();
      await hanging.close();
    });
    const controller = new AbortController();
    const told: string[] = [];
    for await (const event of store.records.subscribe?.({ nsapp: 'none' }, { signal: controller.signal }) ?? []) {
      told.push(event.event === 'health' ? event.health.state : event.event);
      if (event.event === 'up-to-date') hanging.hang();
      if (told.at(-1) === 'down') setTimeout(() => controller.abort(), 1_500);
    }
    expect(told).toEqual(['snapshot', 'up-to-date', 'down']);
  });
});

describe('a read of ClickHouse', () => {
  const connect = (): Database =>
    new Database(checkClickHouseOptions({ url: serverUrl(), database }), async () => Promise.resolve());

  it('rejects for an exception after the first rows', async () => {
    const read = async (): Promise<number> => {
      let rows = 0;
      const sql =
        'SELECT number, throwIf(number = 900000) AS thrown FROM numbers(1000000) SETTINGS max_block_size = 1000';
      for await (const some of connect().stream(sql, {}, call)) rows += some.length;
      return rows;
    };
    await expect(read()).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('ends at the server when it is aborted', async () => {
    const controller = new AbortController();
    const sql = 'SELECT max(sipHash64(number)) AS most FROM numbers(100000000000)';
    const read = connect().select(sql, {}, controller);
    const running = (): Promise<string> =>
      runSql(`SELECT count() FROM system.processes WHERE startsWith(query, 'SELECT max(sipHash64')`, database);
    await expect.poll(running, { timeout: 10_000 }).toBe('1\n');
    controller.abort(new Error('the caller has left'));
    await expect(read).rejects.toThrow('the caller has left');
    await expect.poll(running, { timeout: 10_000 }).toBe('0\n');
  });
});
