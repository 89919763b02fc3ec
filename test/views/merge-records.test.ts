import { describe, expect, it } from 'vitest';
import { TelemetryError } from '../../src/errors.js';
import { ingestRecords } from '../../src/sources/ingest/index.js';
import { pocketBaseRecords } from '../../src/sources/pocketbase/index.js';
import { memoryRecords, type RecordQuery, recordsSourceContract, type StoredRecord } from '../../src/testing/index.js';
import {
  durationsBy,
  mergeRecords,
  outcomesBy,
  type RecordsSource,
  runsOverTime,
  toCsv,
} from '../../src/views/index.js';
import { aRow, ReadService, spell } from '../ingest/read-service.js';
import { aStoredRecord } from '../sources/records/a-stored-record.js';
import { transportTo } from '../sources/ingest/service-transport.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';

/** Two sources in memory, and both as one. */
function two(near: readonly StoredRecord[] = [], far: readonly StoredRecord[] = []) {
  const sources = [memoryRecords(near), memoryRecords(far)] as const;
  const named = sources.map((source, place) => ({ ...source, name: place === 0 ? 'near' : 'far' }));
  return { near: sources[0], far: sources[1], all: mergeRecords(named) };
}

async function read(source: RecordsSource, query: object = {}): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of source.records(query)) keys.push(key);
  return keys;
}

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString();
const run = (key: string, minute: number, changes: Partial<StoredRecord> = {}): StoredRecord =>
  aStoredRecord({ created: at(minute), ...changes }, key);

describe('merged sources pass the contract of one: it', () => {
  it.each(
    recordsSourceContract(() => {
      const { near, far, all } = two();
      const down = two();
      down.near.down();
      down.far.down();
      let place = 0;
      return {
        source: all,
        seed(records) {
          for (const record of records) {
            place += 1;
            // Some are in both.
            if (place % 3 !== 0) near.add(record);
            if (place % 3 !== 1) far.add(record);
          }
          return records;
        },
        change(key, changes) {
          for (const source of [near, far]) {
            try {
              source.change(key, changes);
            } catch {
              // It is in the other one.
            }
          }
        },
        remove(key) {
          near.remove(key);
          far.remove(key);
        },
        unreachable: down.all,
      };
    }),
  )('$name', async ({ run: check }) => {
    await expect(check()).resolves.toBeUndefined();
  });
});

describe('merged sources', () => {
  const near = [run('a', 1), run('both', 3, { status: 'failed', exit_code: 1, install_duration: 9 })];
  const far = [run('b', 2, { status: 'success', install_duration: 5 }), run('both', 3), run('c', 4)];

  it.each<{ query: RecordQuery; keys: string[] }>([
    { query: {}, keys: ['a', 'b', 'both', 'c'] },
    { query: { sort: '-created' }, keys: ['c', 'both', 'b', 'a'] },
    { query: { sort: '-created', limit: 3 }, keys: ['c', 'both', 'b'] },
    { query: { sort: 'created', fields: ['nsapp'], limit: 2 }, keys: ['a', 'b'] },
    { query: { order: 'none' }, keys: ['a', 'both', 'b', 'c'] },
    { query: { order: 'none', limit: 3 }, keys: ['a', 'both', 'b'] },
    { query: { nsapp: 'nothing' }, keys: [] },
  ])('are read in one order, each record once, of $query', async ({ query, keys }) => {
    const { all } = two(near, far);
    expect(await read(all, query)).toEqual(keys);
    const { items } = await all.list(query);
    expect([...items.keys()]).toEqual(keys);
  });

  it('are one source for every view, and the first one counts', async () => {
    const { all } = two(near, far);
    expect(await all.count()).toBe(4);
    expect(await outcomesBy(all, {}, [])).toMatchObject([{ runs: 4, failed: 1, success: 1, unfinished: 2 }]);
    expect(await durationsBy(all, {}, [])).toEqual([{ key: [], runs: 2, median: 5, p90: 9 }]);
    expect(await runsOverTime(all, {}, { every: 'day' })).toMatchObject([{ runs: 4 }]);
    expect((await toCsv(all.records({ fields: ['status'] }))).split('\r\n')).toHaveLength(6);
    expect(await all.get('both')).toMatchObject({ status: 'failed' });
  });

  it('have a record that matches in one of them, with its values there', async () => {
    const { all } = two([run('both', 1, { status: 'success' })], [run('both', 1)]);
    const query = { status: 'installing' } as const;
    expect([await all.count(query), await all.count()]).toEqual([1, 1]);
    expect([...(await all.list(query)).items.values()]).toMatchObject([{ key: 'both', status: 'installing' }]);
    expect(await all.get('both')).toMatchObject({ status: 'success' });
  });

  it('go on without the one that is down, and say so', async () => {
    const { near: down, all } = two(near, far);
    expect(all.health()).toMatchObject({ near: { state: 'unknown' }, far: { state: 'unknown' } });
    down.down();
    const health = { near: { state: 'down', error: { code: 'unreachable' } }, far: { state: 'up' } };
    expect(await read(all)).toEqual(['b', 'both', 'c']);
    expect(all.health()).toMatchObject(health);
    expect(await all.list()).toMatchObject({ complete: false, health });
    expect(await all.count()).toBe(3);
    expect(await outcomesBy(all, {}, [])).toMatchObject([{ runs: 3, unfinished: 2 }]);
    expect(await all.ping()).toMatchObject({ state: 'degraded' });
    down.up();
    expect(await all.list()).toMatchObject({ complete: true });
    expect(all.health()).toMatchObject({ near: { state: 'up' } });
  });

  it('go on without the one that breaks off', async () => {
    const { near: breaks, all } = two(near, far);
    const keys: string[] = [];
    for await (const { key } of all.records()) {
      keys.push(key);
      if (key === 'a') breaks.down();
    }
    expect([keys, all.health()]).toMatchObject([
      ['a', 'b', 'both', 'c'].filter((key) => keys.includes(key)),
      { near: { state: 'down' } },
    ]);
    expect(keys).toContain('c');
  });

  it('are down by a read that fails, until one that begins later', async () => {
    const { near: source, all } = two(near, far);
    const early = all.records()[Symbol.asyncIterator]();
    await early.next();
    source.down();
    await all.count();
    source.up();
    await early.return?.();
    expect(all.health()).toMatchObject({ near: { state: 'down' }, far: { state: 'up' } });
    await all.count();
    expect(all.health()).toMatchObject({ near: { state: 'up' } });
    source.down();
    expect(await all.get('both')).toMatchObject({ key: 'both' });
    expect(all.health()).toMatchObject({
      near: { state: 'down', error: { code: 'unreachable' } },
      far: { state: 'up' },
    });
    source.up();
    await all.get('both');
    expect(all.health()).toMatchObject({ near: { state: 'up' } });
  });

  it('reject where none answers, as the first one does', async () => {
    const { near: one, far: other, all } = two(near, far);
    one.down();
    other.down();
    for (const reading of [all.list(), all.count(), read(all), read(all, { order: 'none' }), outcomesBy(all, {}, [])]) {
      await expect(reading).rejects.toMatchObject({ code: 'unreachable' });
    }
    expect(await all.ping()).toMatchObject({ state: 'down' });
  });

  it('reject for a query that one of them cannot answer', async () => {
    const all = mergeRecords([memoryRecords(near), pocketBaseRecords({ baseUrl: 'http://127.0.0.1:9' })]);
    await expect(all.list({ install_duration: 5 })).rejects.toMatchObject({
      code: 'invalid-query',
      fields: { install_duration: expect.any(String) as string },
    });
  });

  it('leave no reading open when the loop is left, and share one deadline', async () => {
    const asked: (number | undefined)[] = [];
    let open = 0;
    const slow = (name: string): RecordsSource =>
      ({
        ...memoryRecords(),
        name,
        async *records(_query: unknown, call: { deadlineMs?: number } | undefined) {
          asked.push(call?.deadlineMs);
          open += 1;
          try {
            await new Promise((resolve) => setTimeout(resolve, 20));
            yield run(name, 1);
            yield run(`${name}-2`, 2);
          } finally {
            open -= 1;
          }
        },
      }) as unknown as RecordsSource;
    const all = mergeRecords([slow('a'), slow('b')]);
    for await (const { key } of all.records()) {
      expect(key).toBe('a');
      break;
    }
    expect(open).toBe(0);
    asked.length = 0;
    await all.summarize({}, { by: [] }, { deadlineMs: 10_000 });
    expect(asked[0]).toBeLessThanOrEqual(10_000);
    expect(asked[1]).toBeLessThan(asked[0] as number);
  });

  it.each<{ query: RecordQuery; silent: 'first' | 'last' }>([
    { query: {}, silent: 'first' },
    { query: {}, silent: 'last' },
    { query: { order: 'none' }, silent: 'first' },
    { query: { order: 'none' }, silent: 'last' },
  ])('are read within a deadline where the $silent never answers, of $query', async ({ query, silent }) => {
    const never = new Promise<never>(() => undefined);
    const hangs = { ...memoryRecords(), name: 'hangs', records: () => ({ [Symbol.asyncIterator]: () => hanging }) };
    const hanging = { next: () => never, return: () => never };
    const memory = memoryRecords(near);
    let endsAt = 0;
    const answers = {
      ...memory,
      async *records(asked: RecordQuery, { deadlineMs }: { deadlineMs: number }) {
        endsAt = performance.now() + deadlineMs;
        for await (const record of memory.records(asked)) {
          if (performance.now() > endsAt - 20) throw new TelemetryError('timed-out', 'No time was left');
          yield record;
        }
      },
    };
    const all = mergeRecords((silent === 'first' ? [hangs, answers] : [answers, hangs]) as unknown as RecordsSource[]);
    const keys: string[] = [];
    for await (const { key } of all.records(query, { deadlineMs: 600 })) keys.push(key);
    expect(keys).toEqual(['a', 'both']);
    expect(all.health()).toMatchObject({
      hangs: { state: 'down', error: { code: 'timed-out' } },
      memory: { state: 'up' },
    });
  });

  it('are followed in the order of a field that is not asked for, which is not told', async () => {
    const { far: source, all } = two(near, far);
    const told: unknown[] = [];
    for await (const event of all.subscribe({ sort: '-created', fields: ['status'] })) {
      if (event.event === 'snapshot') told.push(...event.snapshot.items.values());
      if (event.event === 'changed') {
        told.push([event.item, event.before, event.why]);
        break;
      }
      if (event.event !== 'up-to-date' || told.length > 4) continue;
      source.change('c', { created: at(9) });
      source.change('c', { status: 'configuring' });
    }
    expect(told).toEqual([
      { key: 'c', status: 'installing' },
      { key: 'both', status: 'failed' },
      { key: 'b', status: 'success' },
      { key: 'a', status: 'installing' },
      [{ key: 'c', status: 'configuring' }, { key: 'c', status: 'installing' }, ['status']],
    ]);
  });

  it('are the ingest service and another source', async () => {
    const created = Date.now() - 60_000;
    const service = new ReadService([
      aRow({ random_id: 'of-service', status: 'failed', exit_code: 127, created: spell(created) }),
    ]);
    const ingest = ingestRecords({ baseUrl: 'http://service.example', transport: transportTo(service) });
    const memory = memoryRecords([aStoredRecord({ created: new Date(created - 1).toISOString() }, 'of-memory')]);
    const all = mergeRecords([ingest, memory]);
    expect([all.name, await read(all, { fields: ['nsapp'] })]).toEqual(['ingest+memory', ['of-memory', 'of-service']]);
    expect(await outcomesBy(all, {}, [])).toMatchObject([{ runs: 2, failed: 1, unfinished: 1 }]);
  });

  it.each([
    { sources: [], field: 'sources' },
    { sources: [memoryRecords(), memoryRecords()], field: 'sources' },
    { sources: [{ name: 'a', list: () => undefined }], field: 'source' },
    { sources: [memoryRecords()], options: { collision: 'first' }, field: 'collision' },
  ])('are refused: $field', ({ sources, options, field }) => {
    const refused = expect.objectContaining({
      code: 'invalid-options',
      fields: { [field]: expect.any(String) },
    }) as Error;
    expect(() => mergeRecords(sources as unknown as RecordsSource[], options as object)).toThrow(refused);
  });
});

describeOnPocketBase('two PocketBases', () => {
  const server = usePocketBase();

  it('are one source, and one of them is enough', async () => {
    for (const [place, status] of ['failed', 'sucess', 'installing'].entries()) {
      const answer = await fetch(`${server().url}/api/collections/_dev_telemetry_data/records`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          random_id: `merged-record-${place}`,
          type: 'lxc',
          ct_type: 1,
          nsapp: 'plex',
          status,
          exit_code: 1,
        }),
      });
      expect(answer.status).toBe(200);
    }
    const main = pocketBaseRecords({ baseUrl: server().url });
    const mirror = pocketBaseRecords({ baseUrl: server().url, name: 'mirror' });
    const gone = pocketBaseRecords({ baseUrl: 'http://127.0.0.1:9', name: 'gone', attempts: 1 });
    const all = mergeRecords([gone, main, mirror]);
    expect(await all.count()).toBe(3);
    expect(await read(all, { sort: '-created' })).toEqual([2, 1, 0].map((place) => `merged-record-${place}`));
    expect(await outcomesBy(all, {}, ['nsapp'])).toMatchObject([{ runs: 3, failed: 1, success: 1, unfinished: 1 }]);
    expect(all.health()).toMatchObject({
      gone: { state: 'down' },
      pocketbase: { state: 'up' },
      mirror: { state: 'up' },
    });
  });
});
