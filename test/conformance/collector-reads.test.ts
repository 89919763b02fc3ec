import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { responseTo } from '../collector/response-to.js';
import type { Store } from '../../src/stores/store.js';
import { memoryStore } from '../../src/testing/memory-store.js';
import { ingestStatistics } from '../../src/sources/ingest/index.js';
import { answerRecords, FINAL, keyOf, type ReadAnswer, type ServiceRow } from '../ingest/read-service.js';
import { rowsOfRuns, storeOfRows } from './reported-rows.js';
import { expectDashboard, expectErrors, expectScripts, expectTally } from './service-checks.js';
import { countedRows, tally } from './service-numbers.js';
import {
  cleanupRows,
  type JsonBody,
  RECORDED_AT,
  recordedReads,
  type RecordedRequest,
  recordedRequests,
  recordedRows,
} from './service-recording.js';

let empty: Store;
let full: Store;
let cleanedUp: Store;
/** The runs of the full store, as rows of the service. */
let runs: ServiceRow[];

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  empty = memoryStore();
  full = await storeOfRows(recordedRows);
  cleanedUp = await storeOfRows([...recordedRows, ...cleanupRows]);
  runs = await rowsOfRuns(full);
  vi.setSystemTime(RECORDED_AT);
});
afterAll(() => void vi.useRealTimers());

async function answerTo({ phase, path, method = 'GET' }: RecordedRequest): Promise<Response | undefined> {
  const store = phase === 'empty' ? empty : phase === 'after-cleanup' ? cleanedUp : full;
  return responseTo(new Request(`http://collector${path}`, { method }), store);
}

async function bodyOf(request: RecordedRequest): Promise<JsonBody> {
  return (await answerTo(request))?.json() as Promise<JsonBody>;
}

const PATHS = ['records', 'dashboard', 'scripts', 'errors', 'repo-slugs', 'exit-codes', 'alerts', 'cleanup/status'];
const isSpoken = ({ phase, path, status }: RecordedRequest): boolean =>
  status === 200 &&
  !phase.startsWith('alerts') &&
  PATHS.some((name) => new URL(path, 'http://service').pathname === `/api/${name}`);
const named = (requests: readonly RecordedRequest[]) =>
  requests.map((request) => [`${request.phase} ${request.method ?? 'GET'} ${request.path}`, request] as const);

describe('a read of the service, answered from runs', () => {
  const spoken = recordedRequests.filter(isSpoken);

  it.each(named(spoken))('has the status, the headers and the shape of the recording: %s', async (_name, request) => {
    const answer = await answerTo(request);
    expect(answer?.status).toBe(request.status);
    expect(Object.fromEntries(answer?.headers ?? [])).toMatchObject(request.headers);
    if (request.method === 'HEAD') expect(await answer?.text()).toBe('');
    else expectShape(await answer?.json(), request.body, '');
  });

  it.each(named(recordedRequests.filter(({ path, status }) => status === 404 && path.includes('/api/'))))(
    'is not one: %s',
    async (_name, request) => expect(await answerTo(request)).toBeUndefined(),
  );
});

/** Both have the same keys, in the same order, and the same types; an empty list is `null` in both. */
function expectShape(ours: unknown, recorded: unknown, path: string): void {
  if (recorded === null && path === '') return;
  expect([path, typeOf(ours)]).toEqual([path, typeOf(recorded)]);
  if (Array.isArray(ours) && Array.isArray(recorded)) {
    if (recorded.length > 0) for (const item of ours) expectShape(item, recorded[0], `${path}/*`);
  } else if (typeOf(ours) === 'object') {
    const [values, known] = [ours as JsonBody, recorded as JsonBody];
    if (/\/(recent_)?records\/\*$/.test(path)) return expectRecordShape(values);
    expect([path, Object.keys(values)]).toEqual([path, Object.keys(known)]);
    for (const name of Object.keys(known)) expectShape(values[name], known[name], `${path}/${name}`);
  }
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}

/** A record has what is set: names, types and order are those of all recorded ones. */
function expectRecordShape(record: JsonBody): void {
  const known = Object.keys(record).map((name) => [name, RECORD_SHAPE.get(name)]);
  expect(Object.entries(record).map(([name, value]) => [name, typeOf(value)])).toEqual(known);
  const order = [...RECORD_SHAPE.keys()].filter((name) => Object.hasOwn(record, name));
  expect(Object.keys(record)).toEqual(order);
  for (const name of ['random_id', 'type', 'nsapp', 'status', 'created']) expect(record).toHaveProperty(name);
}

/** Every field of a recorded record with its type, in an order in which all have them. */
const RECORD_SHAPE: ReadonlyMap<string, string> = (() => {
  const records = recordedReads('/api/records').flatMap(({ body }) => (body['records'] ?? []) as JsonBody[]);
  const types = new Map(
    records.flatMap((record) => Object.entries(record).map(([name, value]) => [name, typeOf(value)])),
  );
  const isBefore = (a: string, b: string): boolean =>
    records.some((record) => {
      const names = Object.keys(record);
      return names.includes(a) && names.includes(b) && names.indexOf(a) < names.indexOf(b);
    });
  return new Map([...types].sort(([a], [b]) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0)));
})();

const reads = recordedReads('/api/records').filter(({ request }) => request.phase === 'full');
const NOT_COMPARED = { pipeline: undefined };

describe('/api/records, of runs', () => {
  it.each(reads.map((read) => [read.request.path, read] as const))(
    'answers as the service would with one row for each run: %s',
    async (_name, { request, query, body: recorded }) => {
      const body = await bodyOf(request);
      const expected = answerRecords(runs, query, RECORDED_AT);
      const field = /^-?(nsapp|status|os_type|type|method|exit_code)$/.exec(query.get('sort') ?? '')?.[1] ?? 'created';
      const order = (answer: object): unknown[] => recordsIn(answer).map((record) => record[field]);
      expect({ ...body, records: order(body) }).toEqual({ ...expected, records: order(expected) });
      const all = answerAll(runs, query);
      for (const record of recordsIn(body)) expect(all).toContainEqual({ ...record, ...NOT_COMPARED });
      expect(Object.keys(body)).toEqual(Object.keys(recorded));
    },
  );
});

describe('a recorded record that differs from the one of its run', () => {
  it('does so for a reason of the guide', async () => {
    const ours = new Map(recordsIn({ records: await allRecords() }).map((record) => [keyOfRecord(record), record]));
    const differences = new Map<string, Set<string>>();
    for (const { body } of reads) {
      for (const recorded of recordsIn(body)) {
        const own = ours.get(keyOfRecord(recorded)) as JsonBody;
        for (const field of new Set([...Object.keys(recorded), ...Object.keys(own)])) {
          if (recorded[field] === own[field]) continue;
          const reason = reasonOf(field, recorded, own);
          differences.set(reason, (differences.get(reason) ?? new Set()).add(String(own['nsapp'])));
        }
      }
    }
    expect(Object.fromEntries([...differences].map(([reason, apps]) => [reason, [...apps]]))).toEqual(REASONS);
  });
});

/** Why a record of the service shows something else than the run, and the apps of the recording where it does. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  'what the end does not say is kept from an earlier report': ['dashy'],
  'a filter that only other reports of the run pass does not hide its end': ['frigate', 'dashy'],
  'without an execution_id the first end stands, not the one with the longest text': ['sonarr'],
  'a beginning that is reported again is not a step': ['omada'],
};

function reasonOf(field: string, recorded: JsonBody, own: JsonBody): string {
  const of = (text: string): string => Object.keys(REASONS).find((reason) => reason.includes(text)) as string;
  const isEnd = ({ status }: JsonBody): boolean => FINAL.includes(String(status));
  if (isEnd(own) && !isEnd(recorded)) return of('filter');
  if (field === 'pipeline') return of('beginning');
  const rows = recordedRows.filter((row) => keyOf(row) === keyOfRecord(own));
  if (recorded[field] === undefined && rows.some((row) => row[field] === own[field])) return of('earlier report');
  const ends = rows.filter(({ status, execution_id }) => FINAL.includes(status) && execution_id === '');
  return ends.length > 1 && own['created'] === ends[0]?.created.slice(0, 23)
    ? of('first end')
    : own[field] === ends[0]?.[field]
      ? of('first end')
      : `${keyOfRecord(own)} ${field}`;
}

function keyOfRecord({ execution_id, random_id }: JsonBody): string {
  return String(execution_id ?? random_id);
}

async function allRecords(): Promise<JsonBody[]> {
  const pages = [1, 2, 3, 4].map(async (page) =>
    bodyOf(reading(`/api/records?days=365&repo=all&limit=100&page=${page}`)),
  );
  return (await Promise.all(pages)).flatMap(recordsIn);
}

function reading(path: string): RecordedRequest {
  return { phase: 'full', path, status: 200, headers: {} };
}

const statistics = (path: string) =>
  recordedReads(path)
    .filter(({ request }) => request.phase === 'full' || request.phase === 'empty')
    .map((read) => [`${read.request.phase} ${read.request.path}`, read] as const);

describe('the statistics, read by ingestStatistics', () => {
  const read = (request: RecordedRequest) => {
    const store = request.phase === 'empty' ? empty : full;
    const transport = async (): Promise<ReadAnswer> => {
      const answer = await responseTo(new Request(`http://collector${request.path}`), store);
      return { status: 200, headers: {}, body: (await answer?.text()) ?? '' };
    };
    return ingestStatistics({ baseUrl: 'http://collector', transport, attempts: 1 });
  };
  const rowsFor = ({ phase }: RecordedRequest): readonly ServiceRow[] => (phase === 'empty' ? [] : runs);

  it.each(statistics('/api/dashboard'))('count runs: %s', async (_name, { request, query, body }) => {
    const dashboard = await read(request).dashboard();
    expectDashboard(dashboard, rowsFor(request), query, dayOfRun(body['daily_stats']));
    expect(dashboard.recentRecords.map(({ created }) => created)).toEqual(
      newestOf(rowsFor(request), query).slice(0, 20),
    );
  });

  it.each(statistics('/api/scripts'))('count runs: %s', async (_name, { request, query }) =>
    expectScripts(await read(request).scripts(), rowsFor(request), query),
  );

  it.each(statistics('/api/errors'))('count runs: %s', async (_name, { request, query, body }) =>
    expectErrors(await read(request).errors(), rowsFor(request), query, dayOfRun(body['error_timeline'])),
  );

  it.each(statistics('/api/repo-slugs'))('count runs: %s', async (_name, { request, query }) => {
    const { events } = countedRows(rowsFor(request), query, { byDefault: 30, zero: 1 });
    expectTally(await read(request).repoSlugs(), tally(events, 'repo_slug'), 50);
  });

  it.each(statistics('/api/exit-codes'))(
    'explain exit codes with the texts of the service: %s',
    async (_name, { request, body }) => {
      // Five dashes of the service were decoded wrongly.
      const mended = JSON.parse(JSON.stringify(body).replaceAll('\u00e2\u20ac\u201d', '\u2014')) as unknown;
      expect(mended).not.toEqual(body);
      expect(await read(request).exitCodes()).toEqual(mended);
    },
  );

  /** A run counts on the day when it began, or on the first one of the list. */
  const dayOfRun = (list: unknown) => {
    const [first] = (list as { readonly date: string }[]).map(({ date }) => date) as [string];
    return ({ begun }: ServiceRow): string => (String(begun) < first ? first : String(begun).slice(0, 10));
  };
  const newestOf = (rows: readonly ServiceRow[], query: URLSearchParams): string[] =>
    recordsIn(answerRecords(rows, withLimit(query), RECORDED_AT)).map(
      ({ created }) => `${String(created).replace(' ', 'T')}Z`,
    );
});

describe('numbers that differ from those of the service', () => {
  it.each([
    {
      path: '/api/dashboard',
      number: 'total_installs',
      service: 252,
      ours: 99,
      reason: 'the service counts each report',
    },
    {
      path: '/api/dashboard',
      number: 'total_all_time',
      service: 692,
      ours: 328,
      reason: 'the service counts each report',
    },
    {
      path: '/api/dashboard',
      number: 'success_count',
      service: 41,
      ours: 39,
      reason: 'without an execution_id the first end stands',
    },
    {
      path: '/api/dashboard',
      number: 'failed_count',
      service: 45,
      ours: 41,
      reason: 'the first end stands, and an abort is no failure',
    },
    {
      path: '/api/dashboard',
      number: 'aborted_count',
      service: 4,
      ours: 6,
      reason: 'an abort that was stored as failed is one',
    },
    {
      path: '/api/dashboard',
      number: 'installing_count',
      service: 23,
      ours: 10,
      reason: 'the service counts each report',
    },
    {
      path: '/api/errors?days=0',
      number: 'total_errors',
      service: 42,
      ours: 38,
      reason: 'the first end stands, and an abort is no failure',
    },
    {
      path: '/api/errors?days=0',
      number: 'overall_fail_rate',
      service: (42 / 252) * 100,
      ours: (38 / 99) * 100,
      reason: 'of runs, not of reports',
    },
    {
      path: '/api/scripts?days=30',
      number: 'total_scripts',
      service: 79,
      ours: 78,
      reason: 'a filter does not hide an end',
    },
    {
      path: '/api/cleanup/status',
      number: 'stuck_count',
      service: 26,
      ours: 7,
      reason: 'the service counts each report',
    },
    { path: '/api/records', number: 'total', service: 100, ours: 99, reason: 'a filter does not hide an end' },
  ])('$number of $path: $reason', async ({ path, number, service, ours }) => {
    const recorded = recordedRequests.find((request) => request.phase === 'full' && request.path === path);
    expect((recorded?.body as JsonBody)[number]).toBe(service);
    expect((await bodyOf(reading(path)))[number]).toBe(ours);
  });
});

function withLimit(query: URLSearchParams): URLSearchParams {
  const asked = new URLSearchParams(query);
  asked.set('limit', '100');
  return asked;
}

function recordsIn(body: object): JsonBody[] {
  return ((body as JsonBody)['records'] ?? (body as JsonBody)['recent_records'] ?? []) as JsonBody[];
}

function answerAll(rows: readonly ServiceRow[], query: URLSearchParams): object[] {
  const asked = withLimit(query);
  const pages = [1, 2, 3, 4].flatMap((page) => {
    asked.set('page', String(page));
    return recordsIn(answerRecords(rows, asked, RECORDED_AT));
  });
  return pages.map((record) => ({ ...record, ...NOT_COMPARED }));
}
