import { describe, expect, it } from 'vitest';
import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import { pocketBaseRecords } from '../../../src/sources/pocketbase/index.js';
import type { TransportFunction } from '../../../src/transport/transport.js';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { answers, scripted } from '../../support/scripted-transport.js';
import { hostileRow, type StoredRow } from './hostile-rows.js';
import { randomOf } from './random.js';
import { seedMigration } from './seed-rows.js';

const random = randomOf(5);

/** Rows more than two pages of every version hold, most of them of a few moments. */
const rows: StoredRow[] = Array.from({ length: 2_300 }, (_, place) => ({
  ...hostileRow(random),
  random_id: `random-${place}`,
  nsapp: place % 2 === 0 ? 'plex' : 'jellyfin',
  created: `2026-11-21 00:00:0${Math.floor(place / 400)}.000Z`,
  updated: `2026-11-22 00:00:00.${String(place % 1_000).padStart(3, '0')}Z`,
}));

const ids = (records: Iterable<StoredRow>): string[] => [...records].map(({ id }) => id).sort();

/** Passes requests on, and keeps their URLs. */
function watching(): { transport: TransportFunction; urls: URL[]; open: Set<string> } {
  const urls: URL[] = [];
  const open = new Set<string>();
  const transport: TransportFunction = async ({ url, ...request }) => {
    urls.push(new URL(url));
    open.add(url);
    try {
      return await fetch(url, request);
    } finally {
      open.delete(url);
    }
  };
  return { transport, urls, open };
}

describeOnPocketBase('pocketBaseRecords', () => {
  const server = usePocketBase({ migrations: [seedMigration(rows)] });
  const source = (transport?: TransportFunction) =>
    pocketBaseRecords({ baseUrl: `${server().url}/`, ...(transport && { transport }) });

  it.each<RecordQuery>([
    {},
    { sort: '-created' },
    { sort: 'updated' },
    { sort: '-updated' },
    { sort: 'record_id' },
    { sort: '-record_id' },
    { sort: '-random_id' },
    { order: 'none' },
  ])('reads each record once, over all pages, for %o', async (query) => {
    const read: string[] = [];
    for await (const { record_id } of source().records(query)) read.push(record_id as string);
    expect(read.sort()).toEqual(ids(rows));
  });

  it('requests pages as large as the server gives', async () => {
    const { transport, urls } = watching();
    for await (const record of source(transport).records({ sort: 'record_id' })) expect(record.key).toBeDefined();
    const pages = rows.length / (server().generation === 'legacy' ? 500 : 1_000);
    const byId = urls.filter(({ searchParams }) => searchParams.get('sort') === 'id');
    expect(byId).toHaveLength(Math.ceil(pages));
  });

  it.each<RecordQuery>([{ order: 'none' }, { sort: 'record_id' }, {}, { sort: 'updated' }])(
    'reads a record once that becomes visible while a pass is going on, for %o',
    async (query) => {
      const [late] = (await source().list({ sort: '-created', limit: 1 })).items.values();
      const id = late?.record_id as string;
      let isVisible = false;
      const transport: TransportFunction = async ({ url, ...request }) => {
        const answer = await fetch(url, request);
        const { searchParams } = new URL(url);
        // What is read again, by time alone, is the last thing that a pass asks for.
        isVisible ||= /^\(?(?:id[<>=]\S+&&)?(?:created|updated)>='[^']+'$/.test(searchParams.get('filter') ?? '');
        if (isVisible) return answer;
        const page = (await answer.json()) as { items: { id: string }[]; perPage: number };
        const items = page.items.filter((item) => item.id !== id);
        // A full page stays one.
        const perPage = page.perPage - (page.items.length === page.perPage ? page.items.length - items.length : 0);
        return Response.json({ ...page, items, perPage });
      };
      const read: string[] = [];
      for await (const { record_id } of source(transport).records(query)) read.push(record_id as string);
      expect(read.sort()).toEqual(ids(rows));
    },
  );

  it('gives the first record after one request', async () => {
    const { transport, urls } = watching();
    for await (const { key } of source(transport).records()) {
      expect(key).toBeDefined();
      break;
    }
    expect(urls).toHaveLength(1);
  });

  it('requests the next three pages while one is read, and ends them when the loop is left', async () => {
    const { transport, urls, open } = watching();
    let read = 0;
    for await (const { key } of source(transport).records()) {
      expect(key).toBeDefined();
      if ((read += 1) === 2) break;
    }
    expect(urls).toHaveLength(4);
    await expect.poll(() => open.size).toBe(0);
    expect(urls).toHaveLength(4);
  });

  it('requests one page, and one record more, for a limit', async () => {
    const { transport, urls } = watching();
    const { items, complete } = await source(transport).list({ sort: '-created', limit: 3, fields: ['nsapp'] });
    expect(items.size).toBe(3);
    expect(complete).toBe(false);
    expect(urls.map(({ searchParams }) => searchParams.get('perPage'))).toEqual(['4']);
  });

  it('reads only the fields that are asked for', async () => {
    const { items } = await source().list({ record_id: rows[0]?.id, fields: ['nsapp', 'install_duration'] });
    expect([...items]).toEqual([['random-0', { key: 'random-0', nsapp: 'plex' }]]);
  });

  it.each([
    { what: 'its random_id', key: (): string => 'random-7' },
    { what: 'its record_id', key: (): string => (rows[7] as StoredRow).id },
  ])('gets a record by $what', async ({ key }) => {
    expect(await source().get(key())).toMatchObject({ key: 'random-7', record_id: rows[7]?.id });
  });

  it.each(['', 'no-such-id', "' || id!='", "x\\' || 1=1 // ", 'random-_', 'random-%', '\0', '../x', 'x'.repeat(600)])(
    'gets no record by %j',
    async (key) => {
      expect(await source().get(key)).toBeUndefined();
    },
  );

  it.each(['__', '_', '___proto', '%_%', '%%'])('takes each character of the search %j literally', async (search) => {
    const { items } = await source().list({ search });
    const found = rows.filter(({ nsapp, error }) => nsapp.includes(search) || error.includes(search));
    expect([...items.keys()].sort()).toEqual(found.map(({ random_id }) => random_id).sort());
  });

  it('counts on the server, also what is split into several filters', async () => {
    const { transport, urls } = watching();
    const random_id = rows.slice(0, 500).map((row) => row.random_id);
    expect(await source(transport).count({ random_id: [...random_id, 'another-one'], nsapp: 'plex' })).toBe(250);
    expect(urls.length).toBeGreaterThan(1);
    for (const { searchParams } of urls) {
      expect(searchParams.get('filter')?.length).toBeLessThan(3_500);
      expect(searchParams.get('perPage')).toBe('1');
    }
  });

  it('merges what is split into several filters in order', async () => {
    const random_id = rows.slice(100, 900).map((row) => row.random_id);
    const keys: string[] = [];
    for await (const { created, record_id } of source().records({ random_id })) keys.push(`${created} ${record_id}`);
    expect(keys).toHaveLength(800);
    expect(keys).toEqual([...keys].sort());
  });

  it('summarizes all records, with the fields that the plan needs', async () => {
    const { transport, urls } = watching();
    const summary = await source(transport).summarize({ status: ['failed', 'success'] }, { by: ['nsapp'] });
    const ended = rows.filter(({ status }) => ['failed', 'sucess', 'success'].includes(status));
    expect(summary.map(({ key, runs }) => [...key, runs])).toEqual(
      ['jellyfin', 'plex'].map((app) => [app, ended.filter(({ nsapp }) => nsapp === app).length]),
    );
    expect(new Set(urls.map(({ searchParams }) => searchParams.get('fields')))).toEqual(
      new Set(['id,random_id,created,nsapp,status,exit_code']),
    );
  });

  it('summarizes the records within a limit', async () => {
    const [all] = await source().summarize({ limit: 7, sort: '-created' }, { by: [] });
    expect(all?.runs).toBe(7);
  });

  it.each(['none', undefined] as const)('ends with the caller’s signal, in order %s', async (order) => {
    const controller = new AbortController();
    const { transport, open } = watching();
    const read = async (): Promise<void> => {
      for await (const { key } of source(transport).records({ order }, { signal: controller.signal })) {
        controller.abort(key);
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'aborted' });
    await expect.poll(() => open.size).toBe(0);
  });

  it('is up', async () => {
    expect(await source().ping()).toMatchObject({ state: 'up', checkedAt: expect.any(Date) as Date });
  });

  it.each([
    { what: 'a collection that does not exist', options: { collection: 'missing' }, status: 404 },
    { what: 'a collection that is closed or missing', options: { collection: '_superusers' }, status: undefined },
  ])('rejects for $what', async ({ options, status }) => {
    const other = pocketBaseRecords({ baseUrl: server().url, ...options });
    await expect(other.list()).rejects.toMatchObject({ code: 'rejected', ...(status && { status }) });
  });
});

describe('pocketBaseRecords, whatever is given', () => {
  const source = (transport: TransportFunction) =>
    pocketBaseRecords({ baseUrl: 'http://127.0.0.1', attempts: 1, transport });

  it.each<{ query: object; field: string }>([
    { query: { install_duration: 5 }, field: 'install_duration' },
    { query: { execution_id: 'x' }, field: 'execution_id' },
    { query: { sort: 'platform' }, field: 'sort' },
    { query: { has_arm: true, nsapp: [] }, field: 'has_arm' },
    { query: { nsap: 'plex' }, field: 'nsap' },
  ])('refuses $query', async ({ query, field }) => {
    const transport = scripted('silence');
    await expect(source(transport).list(query)).rejects.toMatchObject({
      code: 'invalid-query',
      fields: { [field]: expect.any(String) as string },
    });
    expect(transport.seen).toEqual([]);
  });

  it.each<RecordQuery>([{ nsapp: [] }, { nsapp: '' }, { core_count: 0 }])('asks nothing for %o', async (query) => {
    const transport = scripted('silence');
    expect((await source(transport).list(query)).items.size).toBe(0);
    expect(await source(transport).count(query)).toBe(0);
    expect(transport.seen).toEqual([]);
  });

  const record = { id: 'abc123def456789', random_id: 'random-1', created: '2026-11-21 00:00:00.000Z' };
  it.each<{ what: string; json: unknown }>([
    { what: 'null', json: null },
    { what: 'no list', json: { items: 1 } },
    { what: 'a record without an id', json: { items: [{ ...record, id: 1 }], perPage: 1_000 } },
    { what: 'an id with a backslash', json: { items: [{ ...record, id: 'x\\' }], perPage: 1_000 } },
    { what: 'a record that is null', json: { items: [null], perPage: 1_000 } },
    { what: 'another time', json: { items: [{ ...record, created: "' || id!='" }], perPage: 1_000 } },
    { what: 'no size of its pages', json: { items: [record] } },
    { what: 'the same page again and again', json: { items: [record], perPage: 1 } },
  ])('rejects as unexpected-answer for $what', async ({ json }) => {
    const transport = scripted({ status: 200, json });
    await expect(source(transport).list()).rejects.toMatchObject({ code: 'unexpected-answer' });
    expect(transport.seen.length).toBeLessThan(5);
  });

  it('keeps no property of a hostile record but its fields', async () => {
    const hostile = JSON.parse(
      `{"__proto__":{"polluted":1},"constructor":1,"nsapp":{},"exit_code":"1","os_type":12}`,
    ) as object;
    const transport = scripted({ status: 200, json: { items: [{ ...hostile, ...record }], perPage: 1_000 } });
    expect([...(await source(transport).list()).items.values()]).toEqual([
      {
        key: 'random-1',
        random_id: 'random-1',
        record_id: record.id,
        nsapp: '',
        status: 'unknown',
        created: '2026-11-21T00:00:00.000Z',
      },
    ]);
  });

  it.each<{ what: string; answer: Parameters<typeof scripted>[0]; code: string }>([
    { what: 'another server', answer: { status: 200, json: { ok: true } }, code: 'unexpected-answer' },
    { what: '503', answer: answers.unavailable(), code: 'unavailable' },
    { what: '404', answer: answers.missing(), code: 'rejected' },
    { what: 'no answer', answer: { rejects: new Error('ECONNREFUSED') }, code: 'unreachable' },
  ])('is down for $what', async ({ answer, code }) => {
    expect(await source(scripted(answer)).ping()).toMatchObject({ state: 'down', error: { code, fate: 'not-sent' } });
  });

  it('rejects a ping only for the caller’s signal', async () => {
    await expect(source(scripted('silence')).ping({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(await source(scripted('silence')).ping({ deadlineMs: 20 })).toMatchObject({
      state: 'down',
      error: { code: 'timed-out' },
    });
  });

  it('refuses invalid options by name', () => {
    expect(() => pocketBaseRecords({ baseUrl: 'x', attempts: 0 })).toThrow(/baseUrl.*attempts/);
  });
});
