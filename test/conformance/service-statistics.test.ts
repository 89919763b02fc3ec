import { describe, expect, it } from 'vitest';
import { ingestStatistics, type SummaryRow } from '../../src/sources/ingest/index.js';
import { summarizeRecords } from '../../src/sources/records/summarize-records.js';
import { FINAL, inJson, type ReadAnswer } from '../ingest/read-service.js';
import { ourRecords } from './our-records.js';
import { expectDashboard, expectErrors, expectScripts, expectTally } from './service-checks.js';
import { countedRows, tally } from './service-numbers.js';
import { RECORDED_AT, recordedReads, recordedRequests, recordedRows, rowsAt } from './service-recording.js';

/** Statistics of a service that gives this answer. */
function statisticsOf(answer: ReadAnswer, asked: string[] = []) {
  const transport = async ({ url }: { url: string }) => {
    asked.push(url);
    return Promise.resolve(answer);
  };
  return ingestStatistics({ baseUrl: 'http://service.example', transport, attempts: 1 });
}

function named(path: string) {
  return recordedReads(path).map((read) => [`${read.request.phase} ${read.request.path}`, read] as const);
}

describe('dashboard', () => {
  it.each(named('/api/dashboard'))('counts events, as in the table: %s', async (_name, { request, query, body }) => {
    expectDashboard(await statisticsOf(inJson(body)).dashboard(), rowsAt(request), query);
  });
});

describe('scripts', () => {
  it.each(named('/api/scripts'))('counts events, as in the table: %s', async (_name, { request, query, body }) => {
    expectScripts(await statisticsOf(inJson(body)).scripts(), rowsAt(request), query);
  });
});

describe('errors', () => {
  it.each(named('/api/errors'))(
    'counts failures of events, as in the table: %s',
    async (_name, { request, query, body }) => {
      expectErrors(await statisticsOf(inJson(body)).errors(), rowsAt(request), query);
    },
  );
});

/** The statistics of the day of the recording and the default repository, as the service answered. */
async function statisticsOfToday() {
  const bodyOf = (path: string): ReadAnswer =>
    inJson(recordedRequests.find((request) => request.phase === 'full' && request.path === path)?.body);
  return {
    dashboard: await statisticsOf(bodyOf('/api/dashboard?days=1')).dashboard(),
    scripts: await statisticsOf(bodyOf('/api/scripts?days=-1')).scripts(),
    errors: await statisticsOf(bodyOf('/api/errors?days=0')).errors(),
  };
}

/** The runs of the same day and repository by our definitions, of all apps or one. */
async function runsOfToday(nsapp?: string): Promise<SummaryRow> {
  const ofToday = ourRecords(recordedRows).filter(
    ({ created, repo_source = 'ProxmoxVE', ...record }) =>
      created >= RECORDED_AT.slice(0, 10) && repo_source === 'ProxmoxVE' && (nsapp ?? record.nsapp) === record.nsapp,
  );
  return (await summarizeRecords(ofToday, { by: [] }))[0] as SummaryRow;
}

describe('numbers of the service that differ from our definitions', () => {
  it.each([
    {
      number: 'the installations of a day',
      reason: 'the service counts the rows of an execution, one for each step',
      service: 252,
      ours: 99,
      read: ({ dashboard }: Statistics) => dashboard.events,
      count: ({ runs }: SummaryRow) => runs,
    },
    {
      number: 'successes',
      reason: 'without an execution_id each repetition of an end is a row',
      service: 41,
      ours: 39,
      read: ({ dashboard }: Statistics) => dashboard.success,
      count: ({ success }: SummaryRow) => success,
    },
    {
      number: 'failures',
      reason: 'repetitions are rows, and what the host refused (4) or the user aborted (2) is a failure',
      service: 45,
      ours: 37,
      read: ({ dashboard }: Statistics) => dashboard.failed,
      count: ({ failed }: SummaryRow) => failed,
    },
    {
      number: 'failures, in errors',
      reason:
        'those with exit code 0 or the category user_aborted are left out, the refused ones and repetitions are not',
      service: 42,
      ours: 37,
      read: ({ errors }: Statistics) => errors.failures,
      count: ({ failed }: SummaryRow) => failed,
    },
    {
      number: 'aborts',
      reason: 'a failure with a text or exit code of an abort is counted as failed, although its record is aborted',
      service: 4,
      ours: 6,
      read: ({ dashboard }: Statistics) => dashboard.aborted,
      count: ({ aborted }: SummaryRow) => aborted,
    },
    {
      number: 'the unfinished',
      reason: 'the service counts their rows, and without an execution_id those of ended ones',
      service: 23,
      ours: 10,
      read: ({ dashboard }: Statistics) => dashboard.unfinishedEventsToday,
      count: ({ unfinished }: SummaryRow) => unfinished,
    },
    {
      number: 'the success rate, in percent',
      reason: 'the same denominator, success + failed, of other numbers',
      service: (41 / 86) * 100,
      ours: (39 / 76) * 100,
      read: ({ dashboard }: Statistics) => dashboard.successRate?.percent,
      count: ({ success, failed }: SummaryRow) => (success / (success + failed)) * 100,
    },
    {
      number: 'the failure rate, in percent',
      reason: 'the service divides by all rows',
      service: (42 / 252) * 100,
      ours: (37 / 76) * 100,
      read: ({ errors }: Statistics) => errors.failureRate?.percent,
      count: ({ success, failed }: SummaryRow) => (failed / (success + failed)) * 100,
    },
    {
      number: 'the failures of an app, in percent of its rows, of its ends, and of its runs',
      reason: 'two runs that failed left seven rows, five of them ends',
      app: 'sonarr',
      service: [57.14285714285714, 80, 20],
      ours: 100,
      read: ({ dashboard, errors, scripts }: Statistics) => {
        const ofApp = ({ app }: { app: string }): boolean => app === 'sonarr';
        const rates = [dashboard.failedApps.find(ofApp)?.failureRate, errors.byApp.find(ofApp)?.failureRate];
        return [...rates, scripts.byApp.find(ofApp)?.successRate].map((rate) => rate?.percent);
      },
      count: ({ success, failed }: SummaryRow) => (failed / (success + failed)) * 100,
    },
  ])('$number: $reason', async ({ service, ours, read, count, app }) => {
    expect(read(await statisticsOfToday())).toEqual(service);
    expect(count(await runsOfToday(app))).toEqual(ours);
  });

  it('shares of categories add up to more than 100 %, because failures with exit code 0 are in no total', async () => {
    const { errors } = await statisticsOfToday();
    const sum = errors.byCategory.reduce((total, { share }) => total + (share?.percent ?? 0), 0);
    expect(sum).toBeCloseTo(102.38, 2);
    expect(errors.byExitCode.reduce((total, { count }) => total + count, 0)).toBe(errors.failures);
  });

  it('a rate of nothing is no rate, which the service writes as 0', async () => {
    const find = (path: string): ReadAnswer => inJson(recordedReads(path)[0]?.body);
    expect((await statisticsOf(find('/api/dashboard')).dashboard()).successRate).toBeUndefined();
    expect((await statisticsOf(find('/api/errors')).errors()).failureRate).toBeUndefined();
  });
});

type Statistics = Awaited<ReturnType<typeof statisticsOfToday>>;

describe('the other statistics', () => {
  it.each(named('/api/repo-slugs'))('repoSlugs, of events: %s', async (_name, { request, query, body }) => {
    const { events } = countedRows(rowsAt(request), query, { byDefault: 30, zero: 1 });
    const slugs = await statisticsOf(inJson(body)).repoSlugs();
    expectTally(slugs, tally(events, 'repo_slug'), 50);
  });

  it.each(named('/api/exit-codes'))('exitCodes: %s', async (_name, { body }) => {
    expect(await statisticsOf(inJson(body)).exitCodes()).toEqual(body);
  });

  it.each(named('/api/alerts'))('alerts: %s', async (_name, { body }) => {
    const { enabled, history } = await statisticsOf(inJson(body)).alerts();
    expect({ enabled, history: history.length }).toEqual({
      enabled: body['enabled'],
      history: (body['history'] as unknown[]).length,
    });
  });

  it('an alert, with nanoseconds', async () => {
    const timestamp = '2026-11-27T19:24:46.325123456+01:00';
    const history = [{ timestamp, type: 'high_failure_rate', message: 'High Failure Rate', failure_rate: 52.8 }];
    expect((await statisticsOf(inJson({ enabled: true, history })).alerts()).history).toEqual([
      { at: '2026-11-27T18:24:46.325Z', type: 'high_failure_rate', message: 'High Failure Rate', failureRate: 52.8 },
    ]);
  });

  it.each(named('/api/cleanup/status'))('cleanupStatus: %s', async (_name, { body }) => {
    const hourAgo = Date.parse(RECORDED_AT) - 3_600_000;
    const { stuckEvents, ...status } = await statisticsOf(inJson(body)).cleanupStatus();
    expect(status).toEqual({ enabled: false, stuckAfterHours: 1, checkInterval: '1h0m0s' });
    const ended = new Set(recordedRows.filter(({ status: of }) => FINAL.includes(of)).map((row) => row.execution_id));
    const stuck = recordedRows.filter(
      ({ status: of, execution_id, created }) =>
        (of === 'installing' || of === 'configuring') &&
        Date.parse(`${created.replace(' ', 'T')}Z`) < hourAgo &&
        (execution_id === '' || !ended.has(execution_id)),
    );
    expect(stuckEvents).toBe(stuck.length);
  });

  it.each(
    recordedRequests.filter(({ status }) => status !== 200 && status !== 202).map((one) => [one.path, one] as const),
  )('an answer without statistics is an error: %s', async (_name, { status, headers, body }) => {
    const answer = { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
    const code = status >= 500 ? 'unavailable' : status >= 400 ? 'rejected' : 'unexpected-answer';
    const statistics = statisticsOf(answer);
    for (const name of ['dashboard', 'errors', 'runs', 'alerts'] as const)
      await expect(statistics[name]()).rejects.toMatchObject({ name: 'TelemetryError', code });
  });
});

/** The paths whose answers are read above and in `service-read.test.ts`. */
const READ: ReadonlySet<string> = new Set(
  ['records', 'dashboard', 'scripts', 'errors', 'exit-codes', 'alerts', 'repo-slugs', 'cleanup/status'].map(
    (path) => `/api/${path}`,
  ),
);

/** Why no answer to these is a statistic or a record. */
const NOT_READ: readonly { why: string; is: (request: (typeof recordedRequests)[number], path: string) => boolean }[] =
  [
    { why: 'no source sends another method', is: ({ method = 'GET' }) => method !== 'GET' },
    {
      why: 'the state of the service, in the text of Prometheus or for a load balancer',
      is: (_, path) => ['/metrics', '/healthz'].includes(path),
    },
    {
      why: 'no source asks for a page whose number JavaScript cannot hold; the recording has it as text',
      is: ({ path, body }) => body === null && /[?&]page=\d{19}/.test(path),
    },
  ];

it('every recorded answer is read, refused, or not one that a source asks for', () => {
  const left = recordedRequests.filter((request) => {
    const { pathname } = new URL(request.path, 'http://service');
    const isJson = typeof request.body === 'object' && request.body !== null;
    const isRead = (request.method ?? 'GET') === 'GET' && request.status === 200 && READ.has(pathname) && isJson;
    const isRefused = request.status !== 200 && request.status !== 202;
    return !isRead && !isRefused && !NOT_READ.some(({ is }) => is(request, pathname));
  });
  expect(left.map(({ phase, path }) => `${phase} ${path}`)).toEqual([]);
  for (const { why, is } of NOT_READ)
    expect(
      recordedRequests.some((request) => is(request, new URL(request.path, 'http://service').pathname)),
      why,
    ).toBe(true);
});
