import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SourceEvent } from '../../../../src/observe/source-event.js';
import { pocketBaseRecords } from '../../../../src/sources/pocketbase/index.js';
import type { RecordQuery } from '../../../../src/sources/records/record-query.js';
import type { StoredRecord } from '../../../../src/sources/records/stored-record.js';
import { type DoubleEvent, DoubleServer, type Row } from './double-server.js';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');

let server: DoubleServer;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  server = new DoubleServer();
});

afterEach(() => {
  // Nothing of a subscription is left behind.
  expect(server.streams.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A row that was changed so many milliseconds after noon. */
function row(name: string, changes: Partial<Row> & { at?: number } = {}): Row {
  const { at = -60_000, ...own } = changes;
  const moment = (ms: number): string => new Date(NOW + ms).toISOString().replace('T', ' ');
  return {
    id: `record_of_${name}`,
    random_id: name,
    nsapp: 'plex',
    status: 'installing',
    exit_code: 0,
    created: moment(-60_000),
    updated: moment(at),
    ...own,
  };
}

function store(...rows: Row[]): void {
  for (const one of rows) server.rows.set(one.id, one);
}

type Told = SourceEvent<StoredRecord>;

/** Follows in the background, until the test is over or the subscription ends. */
function following(query: RecordQuery = {}) {
  const controller = new AbortController();
  const source = pocketBaseRecords({ baseUrl: 'http://127.0.0.1', attempts: 1, transport: server.transport });
  const told: Told[] = [];
  const ended = (async () => {
    for await (const event of source.subscribe?.(query, { signal: controller.signal }) ?? []) told.push(event);
  })();
  ended.catch(() => undefined);
  return {
    told,
    /** What was told since the last call. */
    news: () => told.splice(0).map(textOf),
    ended,
    stop: async () => {
      controller.abort();
      await ended;
    },
  };
}

/** An event in a few words. */
function textOf(told: Told): string {
  switch (told.event) {
    case 'snapshot':
      return `snapshot ${[...told.snapshot.items].map(([key, { status }]) => `${key} ${status}`).join(', ')}`.trim();
    case 'changed':
      return `${told.via} ${told.key} ${told.item.status}${told.before ? ` after ${told.before.status}` : ''}`;
    case 'removed':
      return `removed ${told.key}`;
    case 'health':
      return `${told.health.state}${told.health.error ? ` ${told.health.error.code}` : ''}`;
    case 'up-to-date':
      return 'up-to-date';
  }
}

/** Waits until this many milliseconds have passed, with everything that happens meanwhile. */
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** Follows up to its first `up-to-date`. */
async function followed(query?: RecordQuery) {
  // The files that are loaded with the first subscription take real time.
  await import('../../../../src/sources/pocketbase/collection-reads.js');
  await import('../../../../src/sources/pocketbase/realtime/follow.js');
  const subscriber = following(query);
  await pass(100);
  return subscriber;
}

describe('a subscription', () => {
  it('subscribes, then reads, then tells', async () => {
    store(row('a'), row('b', { status: 'failed' }));
    const { news, stop } = await followed();
    expect(news()).toEqual(['snapshot a installing, b failed', 'up-to-date']);
    const [, opened, subscribed, ...read] = server.requests;
    expect(opened).toBe('GET /api/realtime');
    expect(subscribed).toBe('POST /api/realtime');
    expect(read.length).toBeGreaterThan(0);
    expect([...server.streams].map(({ topics }) => topics)).toEqual([['the_collection_id/*']]);
    await stop();
  });

  it('tells what was told while it read, after the snapshot', async () => {
    store(row('a'));
    server.instead = () => {
      if (server.streams.size === 1 && !server.rows.has('record_of_b')) {
        store(row('b', { at: 1 }));
        setTimeout(() => server.tell(['create', row('b', { at: 1 })]), 1);
      }
      return undefined;
    };
    const { news, stop } = await followed({ status: 'installing' });
    expect(news()).toEqual(['snapshot a installing, b installing', 'up-to-date']);
    await stop();
  });

  it.each<{
    what: string;
    query?: RecordQuery;
    stored: Row[];
    events: DoubleEvent[];
    told: string[];
    toldApart?: string[];
  }>([
    {
      what: 'tells an update before its create once',
      stored: [],
      events: [
        ['update', row('b', { at: 2_000, status: 'failed' })],
        ['create', row('b', { at: 1_999 })],
      ],
      told: ['live b failed', 'up-to-date'],
    },
    {
      what: 'does not tell a create that comes after the change by which its record left the query',
      query: { status: 'installing' },
      stored: [],
      events: [
        ['update', row('b', { at: 2_000, status: 'failed' })],
        ['create', row('b', { at: 1_999 })],
      ],
      told: [],
    },
    {
      what: 'lets a final status stand before installing in the same millisecond, told first',
      stored: [],
      events: [
        ['update', row('b', { at: 2_000, status: 'failed' })],
        ['create', row('b', { at: 2_000 })],
      ],
      told: ['live b failed', 'up-to-date'],
    },
    {
      what: 'lets a final status stand before installing in the same millisecond, told last',
      stored: [row('a', { at: -5 })],
      events: [
        ['update', row('a', { at: 2_000 })],
        ['update', row('a', { at: 2_000, status: 'failed' })],
      ],
      told: ['live a failed after installing', 'up-to-date'],
      toldApart: ['live a installing after installing', 'live a failed after installing', 'up-to-date'],
    },
    {
      what: 'does not go back to an older state',
      stored: [row('a', { status: 'failed', at: -5 })],
      events: [['update', row('a', { at: -6 })]],
      told: [],
    },
    {
      what: 'takes an update of an unknown record as news',
      stored: [],
      events: [['update', row('b', { at: 2_000 })]],
      told: ['live b installing', 'up-to-date'],
    },
    {
      what: 'tells a version once, however often it is told of it',
      stored: [],
      events: [
        ['update', row('b', { at: 2_000 })],
        ['create', row('b', { at: 2_000 })],
      ],
      told: ['live b installing', 'up-to-date'],
    },
    {
      what: 'tells a deletion, and not the update that comes after it',
      stored: [row('a', { at: -5 })],
      events: [
        ['delete', row('a', { at: -5 })],
        ['update', row('a', { at: -6 })],
      ],
      told: ['removed a', 'up-to-date'],
    },
    {
      what: 'tells no deletion of what was not known',
      stored: [],
      events: [['delete', row('x', { at: -5 })]],
      told: [],
    },
    {
      what: 'tells a record that leaves the query as removed',
      query: { status: 'installing' },
      stored: [row('a', { at: -5 })],
      events: [['update', row('a', { at: 2_000, status: 'sucess' })]],
      told: ['removed a', 'up-to-date'],
    },
    {
      what: 'tells nothing where no field that is asked for changed',
      query: { fields: ['status'] },
      stored: [row('a', { at: -5 })],
      events: [['update', row('a', { at: 2_000, exit_code: 5 })]],
      told: [],
    },
  ])('$what', async ({ query, stored, events, told, toldApart }) => {
    store(...stored);
    for (const isApart of [false, true]) {
      const { news, stop } = await followed(query);
      news();
      server.requests.splice(0);
      if (isApart) {
        for (const event of events) {
          server.tell(event);
          await pass(50);
        }
      } else server.tell(...events);
      await pass(100);
      const seen = news().filter((text, place, all) => text !== 'up-to-date' || place === all.length - 1);
      expect(seen).toEqual(isApart ? (toldApart ?? told) : told);
      expect(server.requests).toEqual([]);
      await stop();
    }
  });

  it.each<{ what: string; events: DoubleEvent[]; is?: Row; told: string[] }>([
    {
      what: 'two states of one millisecond',
      events: [
        ['update', row('a', { at: 2_000, exit_code: 1 })],
        ['update', row('a', { at: 2_000, exit_code: 2 })],
      ],
      is: row('a', { at: 2_000, exit_code: 1 }),
      told: ['live a installing after installing', 'up-to-date'],
    },
    {
      what: 'a change after a deletion',
      events: [
        ['delete', row('a', { at: -5 })],
        ['update', row('a', { at: 2_000 })],
      ],
      told: ['removed a', 'up-to-date'],
    },
    {
      what: 'a deletion of an older version than is known',
      events: [
        ['update', row('a', { at: 2_000 })],
        ['delete', row('a', { at: -5 })],
      ],
      told: ['removed a', 'up-to-date'],
    },
    {
      what: 'a state from before the connection that was not read',
      events: [['create', row('b', { at: -5 })]],
      told: [],
    },
  ])('reads the record for $what', async ({ events, is, told }) => {
    store(row('a', { at: -5 }));
    const { news, stop } = await followed();
    news();
    server.requests.splice(0);
    server.rows.clear();
    if (is) store(is);
    server.tell(...events);
    await pass(100);
    expect(news()).toEqual(told);
    expect(server.requests).toEqual([expect.stringMatching(/filter=id='record_of_[ab]'/)]);
    await stop();
  });

  it('reads nothing but the record for an id with a quote', async () => {
    const id = "b'||id!='b";
    store(row('a', { at: -5 }));
    const { news, stop } = await followed();
    news();
    server.requests.splice(0);
    store(row('a', { at: -4, exit_code: 5 }), row('b', { id, at: -5 }));
    server.tell(['create', row('b', { id, at: -5 })]);
    await pass(100);
    expect(news()).toEqual(['live b installing', 'up-to-date']);
    expect(server.requests).toEqual([expect.stringContaining(String.raw`filter=id='b\'||id!=\'b'`)]);
    await stop();
  });

  it('tells a change of the key as another record', async () => {
    store(row('a', { at: -5 }));
    const { news, stop } = await followed();
    news();
    server.tell(['update', { ...row('a', { at: 2_000 }), random_id: 'renamed' }]);
    await pass(10);
    expect(news()).toEqual(['removed a', 'live renamed installing after installing', 'up-to-date']);
    await stop();
  });

  it('takes what a slow reader did not read together', async () => {
    store(row('a', { at: -5 }));
    const { news, stop } = await followed();
    news();
    for (let at = 1; at < 9; at += 1) server.tell(['update', row('a', { at: at * 1_000, exit_code: at })]);
    server.tell(...Array.from({ length: 9 }, (_, n) => ['update', row('a', { at: 9_000 + n, exit_code: n })] as const));
    await pass(10);
    const told = news();
    expect(told.at(-1)).toBe('up-to-date');
    expect(told.length).toBeLessThanOrEqual(2 * 9);
    await stop();
  });
});

describe('a gap', () => {
  /** Follows `a`, `b` and `c`, and goes through a gap in which something happens. */
  async function gap(happens: () => void, query?: RecordQuery): Promise<string[]> {
    store(row('a', { at: -50_000 }), row('b', { at: -40_000 }), row('c', { at: -1 }));
    const { news, stop } = await followed(query);
    await pass(30_000);
    news();
    server.hangUp();
    happens();
    await pass(3_000);
    const told = news();
    expect(told.at(0)).toBe('degraded unreachable');
    expect(told.slice(-2)).toEqual(['up', 'up-to-date']);
    await stop();
    return told.slice(1, -2);
  }

  it.each<{ what: string; query?: RecordQuery; happens: () => void; told: string[] }>([
    { what: 'nothing', happens: () => undefined, told: [] },
    { what: 'a new record', happens: () => store(row('d', { at: 30_001 })), told: ['catch-up d installing'] },
    {
      what: 'a change',
      happens: () => store(row('a', { at: 30_001, status: 'failed' })),
      told: ['catch-up a failed after installing'],
    },
    {
      what: 'a record that became visible late',
      happens: () => store(row('d', { at: -9_000 })),
      told: ['catch-up d installing'],
    },
    {
      what: 'the deletion of a record that was changed lately',
      happens: () => server.rows.delete('record_of_c'),
      told: ['removed c'],
    },
    {
      what: 'the deletion of another record',
      happens: () => server.rows.delete('record_of_a'),
      told: ['snapshot b installing, c installing'],
    },
    {
      what: 'a record that left the query',
      query: { status: 'installing' },
      happens: () => store(row('a', { at: 30_001, status: 'sucess' })),
      told: ['snapshot b installing, c installing'],
    },
    {
      what: 'a record that came into the query',
      query: { status: 'failed' },
      happens: () => store(row('a', { at: 30_001, status: 'failed' })),
      told: ['catch-up a failed'],
    },
  ])('with $what', async ({ query, happens, told }) => {
    expect(await gap(happens, query)).toEqual(told);
  });

  it.each<{ what: string; aheadMs: number }>([
    { what: 'while it was followed', aheadMs: 0 },
    { what: 'before it was followed', aheadMs: 3_600_000 },
  ])('tells changes after the clock of the server was ahead $what, and was set back', async ({ aheadMs }) => {
    store(row('a', { at: -50_000 }), row('b', { at: -40_000 }), ...(aheadMs ? [row('c', { at: aheadMs })] : []));
    vi.setSystemTime(NOW + aheadMs);
    const { news, stop } = await followed();
    store(row('a', { at: 3_601_000 }));
    server.tell(['update', row('a', { at: 3_601_000 })]);
    await pass(1_000);
    vi.setSystemTime(NOW + 1_000);
    for (const at of [30_001, 60_001]) {
      await pass(29_000);
      news();
      server.hangUp();
      store(row('b', { at, exit_code: at, status: 'failed' }));
      await pass(3_000);
      expect(news()).toContainEqual(expect.stringMatching(/^catch-up b failed/));
    }
    await stop();
  });
});

describe('a connection', () => {
  it('is replaced before the server ends it, without a gap', async () => {
    store(row('a'));
    const { news, stop } = await followed();
    news();
    let fewest = 1;
    for (let minute = 0; minute < 120; minute += 1) {
      if (minute % 3 === 0) {
        store(row('a', { at: minute * 60_000 + 1_000, exit_code: minute }));
        server.tell(['update', row('a', { at: minute * 60_000 + 1_000, exit_code: minute })]);
      }
      await pass(60_000);
      fewest = Math.min(fewest, server.streams.size);
    }
    expect(fewest).toBe(1);
    const told = news();
    expect(told.filter((text) => /live a/.test(text))).toHaveLength(40);
    expect(told.filter((text) => /up-to-date|live a/.test(text))).toEqual(told);
    await stop();
  });

  it('is replaced in a silence of hours', async () => {
    const { news, stop } = await followed();
    news();
    await pass(4 * 3_600_000);
    expect(new Set(news())).toEqual(new Set(['up-to-date']));
    expect(server.requests.filter((one) => one === 'GET /api/realtime').length).toBeGreaterThan(45);
    await stop();
  });

  it('is opened again after the computer slept', async () => {
    store(row('a'));
    const { news, stop } = await followed();
    news();
    const [asleep] = server.streams;
    vi.setSystemTime(Date.now() + 3_600_000);
    store(row('a', { at: 1_800_000, status: 'failed' }));
    await pass(15_000);
    expect(news()).toEqual(['degraded timed-out', 'catch-up a failed after installing', 'up', 'up-to-date']);
    expect([...server.streams]).not.toContain(asleep);
    await stop();
  });

  it('is tried again, later and later, while the server is down', async () => {
    server.instead = () => Promise.reject(new Error('ECONNREFUSED'));
    const { told, news, stop } = await followed();
    await pass(600_000);
    expect(told.length).toBeGreaterThan(10);
    expect(told.length).toBeLessThan(150);
    expect(new Set(news())).toEqual(new Set(['down unreachable']));
    server.instead = () => undefined;
    store(row('a'));
    await pass(30_000);
    expect(news()).toEqual(['snapshot a installing', 'up', 'up-to-date']);
    await stop();
  });

  it('waits as long as the server asks', async () => {
    server.instead = () => ({ status: 503, headers: { 'retry-after': '120' }, body: '' });
    const { news, stop } = await followed();
    expect(news()).toEqual(['down unavailable']);
    await pass(119_000);
    expect(news()).toEqual([]);
    await pass(30_000);
    expect(news()).toContain('down unavailable');
    await stop();
  });

  it.each<{ what: string; sends: (topic: string) => string; code: string }>([
    { what: 'no JSON', sends: (topic) => `event:${topic}\ndata:{"record\n\n`, code: 'unexpected-answer' },
    { what: 'JSON of null', sends: (topic) => `event:${topic}\ndata:null\n\n`, code: 'unexpected-answer' },
    { what: 'no record', sends: (topic) => `event:${topic}\ndata:{"action":"update"}\n\n`, code: 'unexpected-answer' },
    {
      what: 'a record without the time it was changed',
      sends: (topic) => `event:${topic}\ndata:${JSON.stringify({ record: { ...row('a'), updated: '' } })}\n\n`,
      code: 'unexpected-answer',
    },
    { what: 'an event without an end', sends: () => `data:${'x'.repeat(2 ** 25)}`, code: 'unexpected-answer' },
    {
      what: 'an event of very many lines',
      sends: () => 'data:xxxxxxxx\n'.repeat(5_000_000),
      code: 'unexpected-answer',
    },
  ])('that tells $what is opened again, and what was missed is read', async ({ sends, code }) => {
    store(row('a', { at: -5 }));
    const { news, stop } = await followed();
    await pass(2_000);
    news();
    server.send(sends);
    store(row('a', { at: 2_100, status: 'failed' }));
    await pass(3_000);
    expect(news()).toEqual([`degraded ${code}`, 'catch-up a failed after installing', 'up', 'up-to-date']);
    await stop();
  });

  it.each<{ what: string; text: string }>([
    {
      what: 'another topic',
      text: `event:users/*\ndata:${JSON.stringify({ action: 'create', record: row('x') })}\n\n`,
    },
    { what: 'no name', text: `data:${JSON.stringify({ action: 'create', record: row('x') })}\n\n` },
    { what: 'another greeting', text: 'event:PB_CONNECT\ndata:{"clientId":"another"}\n\n' },
    { what: 'comments', text: ': ping\n\n:\n\n' },
    { what: 'unknown fields', text: 'retry: 1\nfoo: bar\n\u0000\n\n' },
  ])('goes on after an event with $what', async ({ text }) => {
    const { news, stop } = await followed();
    news();
    server.send(() => text);
    await pass(1_000);
    expect(news()).toEqual([]);
    expect(server.streams.size).toBe(1);
    await stop();
  });

  it('is opened again if the server does not know its client', async () => {
    let times = 0;
    server.instead = ({ method }) =>
      method === 'POST' && (times += 1) === 1 ? { status: 404, body: '{}' } : undefined;
    const { news, stop } = await followed();
    await pass(2_000);
    expect(news()).toEqual(['down unreachable', 'snapshot', 'up', 'up-to-date']);
    await stop();
  });

  it.each<{ what: string; body: string | null }>([
    { what: 'a page', body: '<!doctype html><title>Log in</title>' },
    { what: 'nothing', body: null },
  ])('to $what is down', async ({ body }) => {
    server.instead = ({ url }) => (url.endsWith('/realtime') ? { status: 200, body } : undefined);
    const { news, stop } = await followed();
    expect(news()[0]).toBe('down unexpected-answer');
    await stop();
  });
});

describe('a subscription that cannot be', () => {
  it.each<{ status: number }>([{ status: 404 }, { status: 403 }, { status: 400 }])(
    'rejects if the server refuses with $status',
    async ({ status }) => {
      server.instead = () => ({ status, body: '{}' });
      const { ended } = await followed();
      await expect(ended).rejects.toMatchObject({ code: 'rejected', status });
    },
  );

  it('rejects if the server refuses the client', async () => {
    server.instead = ({ method }) => (method === 'POST' ? { status: 403, body: '{}' } : undefined);
    const { ended } = await followed();
    await expect(ended).rejects.toMatchObject({ code: 'rejected', status: 403 });
  });

  it.each<{ query: RecordQuery; field: string }>([
    { query: { limit: 5 }, field: 'limit' },
    { query: { nsap: 'plex' } as RecordQuery, field: 'nsap' },
    { query: { platform: 'pve' }, field: 'platform' },
  ])('refuses $query', async ({ query, field }) => {
    const { ended } = await followed(query);
    await expect(ended).rejects.toMatchObject({
      code: 'invalid-query',
      fields: { [field]: expect.any(String) as string },
    });
  });
});

describe('the end of a subscription', () => {
  it.each([0, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 100, 300_000])('leaves nothing behind after %d ms', async (ms) => {
    store(row('a'));
    const { stop } = following();
    await pass(ms);
    await stop();
  });

  it('comes while the server does not answer', async () => {
    server.delayMs = 3_600_000;
    server.instead = () => new Promise(() => undefined);
    const { stop } = await followed();
    await stop();
  });

  it('comes by leaving the loop', async () => {
    store(row('a'));
    const source = pocketBaseRecords({ baseUrl: 'http://127.0.0.1', transport: server.transport });
    const left = (async () => {
      for await (const { event } of source.subscribe?.() ?? []) if (event === 'up-to-date') break;
    })();
    await pass(100);
    await left;
    await pass(1);
  });
});
