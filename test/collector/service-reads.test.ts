import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { collector, type CollectorOptions } from '../../src/collector/index.js';
import { responseTo } from './response-to.js';
import type { Report } from '../../src/stores/report.js';
import type { Store } from '../../src/stores/store.js';
import { memoryStore } from '../../src/testing/index.js';

let store: Store;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  store = memoryStore();
});
afterEach(() => void vi.useRealTimers());

async function report(at: string, values: Partial<Report>): Promise<void> {
  vi.setSystemTime(at);
  const { signal } = new AbortController();
  const report: Report = { random_id: 'a-run', nsapp: 'plex', type: 'lxc', status: 'installing', ...values };
  await store.report(report, { signal, remainingMs: 1_000 });
}

async function read(path: string, at = '2026-11-21T12:00:00Z'): Promise<Record<string, unknown>> {
  vi.setSystemTime(at);
  const answer = await responseTo(new Request(`http://collector${path}`), store);
  return (await answer?.json()) as Record<string, unknown>;
}

async function namesOf(path: string): Promise<unknown[]> {
  const { records } = await read(path);
  return ((records ?? []) as { nsapp: string }[]).map(({ nsapp }) => nsapp);
}

describe('a run that began before midnight and ended after it', () => {
  beforeEach(async () => {
    await report('2026-11-20T23:59:59.999Z', { random_id: 'late', execution_id: 'late' });
    await report('2026-11-21T00:00:00.000Z', {
      random_id: 'late',
      execution_id: 'late',
      status: 'failed',
      exit_code: 22,
      error: 'curl: 404',
      error_category: 'network',
    });
    await report('2026-11-20T23:00:00.000Z', { random_id: 'ended', status: 'success' });
  });

  it('is one of the runs of today, shown with the time of its last report and its steps', async () => {
    expect(await read('/api/records')).toEqual({
      limit: 50,
      page: 1,
      records: [
        expect.objectContaining({
          random_id: 'late',
          status: 'failed',
          created: '2026-11-21 00:00:00.000',
          pipeline: '[{"s":"installing","t":"2026-11-20 23:59:59.999"},{"s":"failed","t":"2026-11-21 00:00:00.000"}]',
        }),
      ],
      total: 1,
      total_pages: 1,
    });
  });

  it('counts in the statistics of today', async () => {
    expect(await read('/api/dashboard')).toMatchObject({
      total_installs: 1,
      total_all_time: 2,
      failed_count: 1,
      daily_stats: [{ date: '2026-11-21', success: 0, failed: 1 }],
      error_analysis: [{ pattern: 'network error', count: 1, unique_apps: 1, apps: 'plex' }],
    });
    expect(await read('/api/errors?days=1')).toMatchObject({
      total_errors: 1,
      error_timeline: [{ date: '2026-11-21', failed: 1, aborted: 0 }],
      app_errors: [{ app: 'plex', total_count: 1, failed_count: 1, failure_rate: 100, top_error: 'curl: 404' }],
    });
    expect(await read('/api/scripts?days=1')).toMatchObject({ total_installs: 1 });
  });

  it('counts on the day when it began, where that is one of the days', async () => {
    expect(await read('/api/dashboard?days=2')).toMatchObject({
      daily_stats: [
        { date: '2026-11-20', success: 1, failed: 1 },
        { date: '2026-11-21', success: 0, failed: 0 },
      ],
    });
  });
});

describe('the repository of a request', () => {
  beforeEach(async () => {
    for (const [nsapp, repo_source, repo_slug] of [
      ['unnamed', undefined, undefined],
      ['default', 'ProxmoxVE', 'community-scripts/ProxmoxVE'],
      ['external', 'external', 'a/b'],
    ] as const) {
      await report('2026-11-21T10:00:00Z', { random_id: nsapp, nsapp, repo_source, repo_slug } as Partial<Report>);
    }
  });

  it.each([
    { query: '', apps: ['unnamed', 'default'] },
    { query: '?repo=', apps: ['unnamed', 'default'] },
    { query: '?repo=ProxmoxVE', apps: ['unnamed', 'default'] },
    { query: '?repo=all', apps: ['unnamed', 'default', 'external'] },
    { query: '?repo=external', apps: ['external'] },
    { query: '?repo=proxmoxve', apps: [] },
    { query: '?repo=all&slug=%20a/b%20', apps: ['external'] },
    { query: '?slug=a/b', apps: [] },
  ])('$query is $apps', async ({ query, apps }) => {
    expect((await namesOf(`/api/records${query}`)).sort()).toEqual([...apps].sort());
    expect(await read(`/api/records${query}`)).toMatchObject({ total: apps.length });
    expect(await read(`/api/dashboard${query}`)).toMatchObject({ total_installs: apps.length });
  });
});

describe('pages', () => {
  it('hold every record once, in order, whether it was reported once or again, and whatever is left out between', async () => {
    const expected: string[] = [];
    for (let number = 0; number < 250; number += 1) {
      const [random_id, at] = [`run-${number}`, Date.parse('2026-11-21T01:00:00Z') + number * 60_000];
      const values = { random_id, nsapp: random_id, repo_source: number % 3 === 0 ? 'external' : 'ProxmoxVE' };
      await report(new Date(at).toISOString(), values);
      if (number % 2 === 0) await report(new Date(at + 90_001).toISOString(), { ...values, status: 'success' });
      if (number % 3 > 0) expected.push(random_id);
    }
    const timeOf = (name: string): number => Number(name.slice(4)) * 60_000 + (Number(name.slice(4)) % 2 ? 0 : 90_001);
    expected.sort((a, b) => timeOf(a) - timeOf(b));
    const pagesBy = async (sort: string): Promise<unknown[]> => {
      const pages = [];
      for (let page = 1; page <= 7; page += 1)
        pages.push(await namesOf(`/api/records?limit=27&page=${page}&sort=${sort}`));
      return pages.flat();
    };
    expect(await pagesBy('created')).toEqual(expected);
    expect(await pagesBy('-created')).toEqual([...expected].reverse());
    expect(await pagesBy('nsapp')).toEqual([...expected].sort());
    expect(await pagesBy('-nsapp')).toEqual([...expected].sort().reverse());
  });
});

describe('a request that a client made up', () => {
  beforeEach(() => report('2026-11-21T10:00:00Z', { nsapp: `<b>%_'"\\`, error: '</script>', status: 'failed' }));

  it.each([
    '?app=%27%20OR%201=1--',
    '?os=%00&type=%00&slug=%00',
    '?status=__proto__&sort=__proto__',
    '?days=1e309&page=1e309&limit=1e309',
    '?days=-9223372036854775808&page=-1&limit=-1',
    '?page=9223372036854775807&limit=100',
    '?search=%ff%fe&repo=%ed%a0%80',
    '?%E0%A4%A=&days=%',
  ])('%s is answered', async (query) => {
    for (const path of ['records', 'dashboard', 'scripts', 'errors', 'repo-slugs', 'cleanup/status']) {
      vi.setSystemTime('2026-11-21T12:00:00Z');
      const answer = await responseTo(new Request(`http://collector/api/${path}${query}`), store);
      expect(answer?.status).toBe(200);
      expect(await answer?.json()).toBeTypeOf('object');
    }
  });

  it.each(['%25', '_', "'", '%5C', '%3CB%3E'])('searches %s as a text', async (search) => {
    expect(await namesOf(`/api/records?search=${search}`)).toEqual([`<b>%_'"\\`]);
    expect(await namesOf(`/api/records?search=${search}x`)).toEqual([]);
  });

  it.each(['/api/__proto__', '/__proto__', '/constructor', '/api/records/', '/API/records', '/', '/dashboard'])(
    '%s is not a path',
    async (path) => {
      expect(await responseTo(new Request(`http://collector${path}`), store)).toBeUndefined();
    },
  );
});

describe('a store that cannot be read', () => {
  it.each([
    { path: '/api/records', text: 'failed to fetch records\n' },
    { path: '/api/dashboard', text: 'failed to fetch data\n' },
    { path: '/api/scripts', text: 'failed to fetch script data\n' },
    { path: '/api/errors', text: 'failed to fetch error data\n' },
    { path: '/api/repo-slugs', text: 'failed to fetch repo slugs\n' },
    { path: '/api/cleanup/status', text: 'failed to check stuck count\n' },
  ])('is 500 of $path, never zeros', async ({ path, text }) => {
    await store.close();
    const answer = await responseTo(new Request(`http://collector${path}`), store);
    expect(answer?.status).toBe(500);
    expect(answer?.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await answer?.text()).toBe(text);
  });

  it('is no matter where nothing is read', async () => {
    await store.close();
    expect(await read('/api/alerts')).toEqual({ enabled: false, history: [] });
    expect(await read('/api/exit-codes')).toMatchObject({ 127: 'Command not found' });
  });
});

describe('failed_apps', () => {
  it('lists up to eight containers, then up to eight of other types, then more containers, 16 in all', async () => {
    const apps = [
      ...Array.from({ length: 12 }, (_, number) => ({
        nsapp: `lxc-${number}`,
        type: 'lxc',
        failures: (number % 5) + 1,
      })),
      ...Array.from({ length: 5 }, (_, number) => ({ nsapp: `vm-${number}`, type: 'vm', failures: number + 1 })),
      { nsapp: 'few', type: 'lxc', failures: 4, runs: 4 },
    ];
    for (const { nsapp, type, failures, runs = 5 } of apps.map((app) => ({ runs: 5, ...app })))
      for (let run = 0; run < runs; run += 1) {
        const end = run < failures ? { status: 'failed' as const, exit_code: 1 } : { status: 'success' as const };
        await report('2026-11-21T10:00:00Z', { random_id: `${nsapp}-${run}`, nsapp, type, ...end });
      }
    const listed = (await read('/api/dashboard'))['failed_apps'] as {
      type: string;
      failure_rate: number;
      app: string;
    }[];
    const types = [...Array<string>(8).fill('lxc'), ...Array<string>(5).fill('vm'), ...Array<string>(3).fill('lxc')];
    expect(listed.map(({ type }) => type)).toEqual(types);
    const rates = [100, 100, 80, 80, 60, 60, 40, 40, 100, 80, 60, 40, 20, 40, 20, 20];
    expect(listed.map(({ failure_rate }) => failure_rate)).toEqual(rates);
    expect(listed.map(({ app }) => app)).not.toContain('few');
  });
});

describe('a collector', () => {
  const fetchFrom = (path: string, options: Partial<CollectorOptions> = {}, init: RequestInit = {}) =>
    collector({ store, ...options }).fetch(new Request(`http://collector${path}`, init));

  it('answers what it has stored', async () => {
    vi.setSystemTime('2026-11-21T12:00:00Z');
    const event = { random_id: 'd2f7a1c0', type: 'lxc', nsapp: 'plex', status: 'failed', exit_code: 130 };
    const posted = await fetchFrom('/telemetry', {}, { method: 'POST', body: JSON.stringify(event) });
    expect(posted.status).toBe(202);
    expect(await (await fetchFrom('/api/records')).json()).toMatchObject({
      records: [{ nsapp: 'plex', status: 'aborted', created: '2026-11-21 12:00:00.000' }],
      total: 1,
    });
  });

  it('says its health as the service does', async () => {
    expect(await (await fetchFrom('/healthz')).json()).toMatchObject({ clickhouse: 'connected', status: 'ok' });
    await store.close();
    const answer = await fetchFrom('/healthz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ clickhouse: 'disconnected', status: 'degraded' });
  });

  it('lets no one read without its token, and pages of other origins read with it', async () => {
    const options = { readToken: 'a-token-that-is-long', cors: ['https://page.example'] };
    expect((await fetchFrom('/api/dashboard', options)).status).toBe(401);
    expect((await fetchFrom('/api/nothing', options)).status).toBe(404);
    const headers = { authorization: `Bearer ${options.readToken}`, origin: 'https://page.example' };
    const answer = await fetchFrom('/api/dashboard', options, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://page.example');
  });
});
