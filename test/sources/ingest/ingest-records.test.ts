import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { TransportFunction } from '../../../src/index.js';
import { ingestRecords, ingestStatistics, type RecordQuery } from '../../../src/sources/ingest/index.js';
import { aRow, inJson, ReadService, type ReadAnswer, spell } from '../../ingest/read-service.js';
import { answering, collect, transportTo } from './service-transport.js';

const baseUrl = 'http://service.example/prefix/';
const NOW = Date.parse('2026-11-27T18:00:00Z');

function atThatTime(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  onTestFinished(() => void vi.useRealTimers());
}

function sourceOf(answer: ReadAnswer | TransportFunction) {
  const transport = typeof answer === 'function' ? answer : answering(() => answer);
  return ingestRecords({ baseUrl, transport, attempts: 1 });
}

const aRecord = { random_id: 'r-1', type: 'lxc', nsapp: 'plex', status: 'failed', created: '2026-11-27 12:00:00.000' };
const aPage = (records: unknown, more: object = {}): ReadAnswer =>
  inJson({ limit: 100, page: 1, total: 1, total_pages: 1, records, ...more });

describe('get', () => {
  it('asks for nothing where the key is empty, which no record has', async () => {
    const asked: string[] = [];
    const source = sourceOf(answering((path) => (asked.push(path), aPage(null))));
    expect([await source.get(''), asked]).toEqual([undefined, []]);
  });

  it.each([undefined, null, 7, ['r-1']])('refuses the key %j before it asks', async (key) => {
    const asked: string[] = [];
    const source = sourceOf(answering((path) => (asked.push(path), aPage(null))));
    await expect(source.get(key as unknown as string)).rejects.toMatchObject({
      code: 'invalid-query',
      fields: { key: 'expected the random_id, execution_id or record_id of a record' },
    });
    expect(asked).toEqual([]);
  });
});

describe('what is sent', () => {
  it.each<{ readonly query: RecordQuery; readonly sent: string }>([
    { query: {}, sent: 'days=365&repo=all&sort=created&page=1&limit=100' },
    { query: { sort: '-created' }, sent: 'days=365&repo=all&sort=-created&page=1&limit=100' },
    { query: { status: 'failed' }, sent: 'days=365&repo=all&status=failed&sort=created&page=1&limit=100' },
    // The service finds some of them as failed.
    { query: { status: 'aborted' }, sent: 'days=365&repo=all&sort=created&page=1&limit=100' },
    { query: { nsapp: 'a&b=c' }, sent: 'days=365&repo=all&app=a%26b%3Dc&sort=created&page=1&limit=100' },
    { query: { nsapp: ['plex', 'n8n'] }, sent: 'days=365&repo=all&sort=created&page=1&limit=100' },
    {
      query: { type: 'vm', repo_source: 'external' },
      sent: 'days=365&repo=external&type=vm&sort=created&page=1&limit=100',
    },
    // They may be missing in the end of an execution that has them.
    { query: { os_type: 'debian', repo_slug: 'a/b' }, sent: 'days=365&repo=all&sort=created&page=1&limit=100' },
    { query: { created: { from: new Date(NOW) } }, sent: 'days=1&repo=all&sort=created&page=1&limit=100' },
    { query: { created: { from: '2026-11-20T23:59:59Z' } }, sent: 'days=8&repo=all&sort=created&page=1&limit=100' },
    { query: { sort: '-exit_code' }, sent: 'days=365&repo=all&sort=created&page=1&limit=100' },
  ])('of $query', async ({ query, sent }) => {
    atThatTime();
    const asked: string[] = [];
    await collect(sourceOf(answering((path) => (asked.push(path), aPage(null)))).records(query));
    expect(asked[0]).toBe(`/prefix/api/records?${sent}`);
  });

  it.each<{ readonly query: RecordQuery; readonly field: string }>([
    { query: { updated: { from: new Date(NOW) } }, field: 'updated' },
    { query: { record_id: 'abc' }, field: 'record_id' },
    { query: { sort: '-updated' }, field: 'sort' },
    { query: { created: { from: '2025-11-27T23:59:59Z' } }, field: 'created' },
    { query: { nsap: 'plex' } as RecordQuery, field: 'nsap' },
  ])('nothing of $query, which the service cannot answer', async ({ query, field }) => {
    atThatTime();
    const source = sourceOf(() => Promise.reject(new Error('asked')));
    for (const read of [source.list(query), source.count(query), collect(source.records(query))])
      await expect(read).rejects.toMatchObject({
        code: 'invalid-query',
        fields: { [field]: expect.any(String) as string },
      });
  });

  it('is one request to count what the service filters exactly', async () => {
    const service = new ReadService([aRow({ random_id: 'a' }), aRow({ random_id: 'b', status: 'success' })]);
    const source = ingestRecords({ baseUrl: 'http://service', transport: transportTo(service) });
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-22T00:00:00Z') });
    onTestFinished(() => void vi.useRealTimers());
    expect([await source.count(), await source.count({ status: 'success' })]).toEqual([2, 1]);
    expect(service.asked).toEqual([
      '/api/records?days=365&repo=all&limit=1',
      '/api/records?days=365&repo=all&status=success&limit=1',
    ]);
  });

  it.each([
    { name: 'dashboard', query: { days: 0 }, field: 'days' },
    { name: 'errors', query: { days: 366 }, field: 'days' },
    { name: 'scripts', query: { slug: 'a/b' }, field: 'slug' },
    { name: 'dashboard', query: { platform: 'pve' }, field: 'platform' },
    { name: 'repoSlugs', query: { repo: '' }, field: 'repo' },
    { name: 'runs', query: null, field: 'options' },
  ] as const)('nothing of a statistics query that would be ignored: $name $query', async ({ name, query, field }) => {
    const statistics = ingestStatistics({ transport: () => Promise.reject(new Error('asked')) });
    await expect(statistics[name](query as object)).rejects.toMatchObject({
      code: 'invalid-query',
      fields: { [field]: expect.any(String) as string },
    });
  });

  it('all defaults of the statistics, because the generations have different ones', async () => {
    const asked: string[] = [];
    const transport = answering((path) => (asked.push(path), inJson({})));
    const statistics = ingestStatistics({ baseUrl, transport, attempts: 1 });
    const reads = [
      statistics.dashboard(),
      statistics.scripts({ days: 'all' }),
      statistics.errors({ days: 30, slug: 'a/b' }),
      statistics.scriptDetail('plex', { platform: 'incus' }),
    ];
    await Promise.allSettled(reads);
    expect(asked).toEqual([
      '/prefix/api/dashboard?days=1&repo=all',
      '/prefix/api/scripts?days=0&repo=all',
      '/prefix/api/errors?days=30&repo=all&slug=a%2Fb',
      '/prefix/api/script-detail?app=plex&days=30&repo=all&platform=incus',
    ]);
  });
});

describe('what is answered', () => {
  it.each([
    { answer: 'without a zone', created: '2026-11-27 12:00:00.000', read: '2026-11-27T12:00:00.000Z' },
    { answer: 'without milliseconds', created: '2026-11-27 12:00:00', read: '2026-11-27T12:00:00.000Z' },
    { answer: 'with microseconds', created: '2026-11-27 12:00:00.123456', read: '2026-11-27T12:00:00.123Z' },
    { answer: 'with a zone', created: '2026-11-27T13:00:00+01:00', read: '2026-11-27T12:00:00.000Z' },
  ])('is a moment $answer', async ({ created, read }) => {
    const [record] = await collect(sourceOf(aPage([{ ...aRecord, created }])).records());
    expect(record).toEqual({ ...aRecord, key: 'r-1', exit_code: 0, created: read });
  });

  it.each([
    { what: 'another spelling of success', row: { status: 'sucess' }, read: { status: 'success', exit_code: 0 } },
    { what: 'a status of a newer service', row: { status: 'paused' }, read: { status: 'unknown' } },
    { what: 'an installation that goes on, whose exit code is not set', row: { status: 'installing' }, read: {} },
    {
      what: 'fields of the successor',
      row: { platform: 'incus', failed_line: 7 },
      read: { platform: 'incus', failed_line: 7 },
    },
    { what: 'null for what is not set', row: { error: null, core_count: null }, read: {} },
    { what: 'a pipeline that is not JSON', row: { pipeline: '[{' }, read: {} },
    { what: 'a pipeline that is JSON already', row: { pipeline: [{ s: 'failed', t: '' }, null, 7] }, read: {} },
    { what: 'a privileged container, whose 0 is left out', row: { core_count: 2 }, read: { ct_type: 0 } },
    {
      what: 'further keys',
      row: JSON.parse('{"__proto__": {"error": "x"}, "constructor": 1, "odd": {}}') as object,
      read: {},
    },
  ])('is read: $what', async ({ row, read }) => {
    const [record] = await collect(sourceOf(aPage([{ ...aRecord, ...row }])).records());
    expect(record).toMatchObject({ random_id: 'r-1', ...read });
    expect(record).not.toHaveProperty('odd');
    expect(record).not.toHaveProperty('error');
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  });

  it.each([
    { what: 'no object', answer: inJson([]) },
    { what: 'null', answer: inJson(null) },
    { what: 'no JSON', answer: { status: 200, headers: {}, body: '<html>' } },
    { what: 'a list that is a text', answer: aPage('records') },
    { what: 'a record that is a number', answer: aPage([7]) },
    { what: 'a record without id', answer: aPage([{ ...aRecord, random_id: '' }]) },
    { what: 'a text that is a number', answer: aPage([{ ...aRecord, nsapp: 7 }]) },
    { what: 'a number that is a text', answer: aPage([{ ...aRecord, exit_code: '7' }]) },
    {
      what: 'a number beyond all',
      answer: {
        ...aPage([]),
        body: `{"limit":100,"records":[${JSON.stringify(aRecord).replace('}', ',"ram_size":1e999}')}]}`,
      },
    },
    { what: 'a flag that is a number', answer: aPage([{ ...aRecord, has_arm: 1 }]) },
    { what: 'no moment', answer: aPage([{ ...aRecord, created: '2026-13-45 00:00:00' }]) },
    { what: 'a page of another size', answer: aPage([aRecord], { limit: 50 }) },
    { what: 'more records than asked for', answer: aPage(Array.from({ length: 101 }, () => aRecord)) },
    { what: 'the same page for ever', answer: aPage(Array.from({ length: 100 }, () => aRecord)) },
    { what: 'more than the limit', answer: aPage([{ ...aRecord, error: 'x'.repeat(2 ** 25) }]) },
  ])('is refused: $what', async ({ answer }) => {
    await expect(collect(sourceOf(answer).records())).rejects.toMatchObject({ code: 'unexpected-answer' });
  });

  it.each(['dashboard', 'scripts', 'errors', 'repoSlugs', 'exitCodes', 'alerts', 'cleanupStatus', 'runs'] as const)(
    'is refused by %s: an answer of another server',
    async (name) => {
      const statistics = ingestStatistics({
        baseUrl,
        transport: answering(() => inJson({ error: 'none' })),
        attempts: 1,
      });
      await expect(statistics[name]()).rejects.toMatchObject({ code: 'unexpected-answer' });
    },
  );

  it('is unavailable where zeros mean that there is no database', async () => {
    const zeros = { total_errors: 0, total_installs: 0, exit_code_stats: null, error_timeline: null };
    const statistics = ingestStatistics({ baseUrl, transport: answering(() => inJson(zeros)), attempts: 1 });
    await expect(statistics.errors()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('ping', () => {
  it.each([
    { answer: inJson({ status: 'ok' }), state: 'up' },
    { answer: inJson({ status: 'degraded', clickhouse: 'disconnected' }, 503), state: 'degraded', code: 'unavailable' },
    { answer: inJson({ status: 'degraded' }), state: 'degraded' },
    { answer: inJson({}), state: 'down', code: 'unexpected-answer' },
    { answer: { status: 404, headers: {}, body: '404 page not found' }, state: 'down', code: 'rejected' },
    { answer: { status: 502, headers: {}, body: '' }, state: 'down', code: 'unavailable' },
  ])('says $state for $answer.status $answer.body', async ({ answer, state, code }) => {
    const asked: string[] = [];
    const health = await sourceOf(answering((path) => (asked.push(path), answer))).ping();
    expect(health).toMatchObject({ state, checkedAt: expect.any(Date) as Date });
    expect(health.error?.code).toBe(code);
    expect(asked).toEqual(['/prefix/healthz']);
  });
});

it('reads the next page while this one is used, and ends that request when the loop is left', async () => {
  atThatTime();
  const rows = Array.from({ length: 300 }, (_, place) =>
    aRow({ random_id: `r-${place}`, created: spell(NOW - place * 1_000) }),
  );
  const service = new ReadService(rows);
  const signals: AbortSignal[] = [];
  const transport: TransportFunction = async ({ url, signal }) => {
    signals.push(signal);
    if (signals.length > 1) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return service.answer(url.replace('/prefix/', '/'));
  };
  let read = 0;
  for await (const { key } of sourceOf(transport).records()) {
    expect(key).toMatch(/^r-/);
    if ((read += 1) === 50) break;
  }
  expect(signals.length).toBe(2);
  expect(signals[1]?.aborted).toBe(true);
});
