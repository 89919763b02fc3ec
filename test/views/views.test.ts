import { describe, expect, it } from 'vitest';
import { merge } from '../../src/observe/index.js';
import { memoryRecords } from '../../src/testing/index.js';
import {
  compareWithBefore,
  durationsBy,
  failingCommand,
  failureSignatures,
  liveSummary,
  outcomesBy,
  recordsCollectionOptions,
  recordsQueryOptions,
  type RecordsSource,
  runsOverTime,
  type StoredRecord,
  stuckRuns,
  subscribeTo,
  topFailures,
  type WindowQuery,
} from '../../src/views/index.js';
import { aStoredRecord } from '../sources/records/a-stored-record.js';

/** A source of these records, each with an id and, unless it has one, a moment of its own. */
function sourceOf(...records: Partial<StoredRecord>[]): RecordsSource {
  return memoryRecords(
    records.map((record, place) =>
      aStoredRecord({ created: new Date(Date.UTC(2026, 10, 21, 10, place)).toISOString(), ...record }, `run-${place}`),
    ),
  );
}

const failed = { status: 'failed', exit_code: 127 } as const;
const blocked = { status: 'failed', exit_code: 206 } as const;
const success = { status: 'success' } as const;

describe('runsOverTime', () => {
  const source = sourceOf(
    { created: '2026-10-24T22:30:00.000Z', ...failed },
    { created: '2026-10-25T22:30:00.000Z', ...success },
    { created: '2026-10-28T12:00:00.000Z', ...blocked },
  );

  it.each([
    {
      query: {},
      options: { every: 'day', timeZone: 'Europe/Berlin' },
      starts: {
        '2026-10-25T00:00:00+02:00': 2,
        '2026-10-26T00:00:00+01:00': 0,
        '2026-10-27T00:00:00+01:00': 0,
        '2026-10-28T00:00:00+01:00': 1,
      },
    },
    {
      query: { created: { from: '2026-10-25T12:00:00Z', to: '2026-10-26T12:00:00Z' } },
      options: { every: 'day' },
      starts: { '2026-10-25T00:00:00+00:00': 1, '2026-10-26T00:00:00+00:00': 0 },
    },
    {
      query: {
        nsapp: 'nothing',
        created: { from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-11-01T00:00Z') },
      },
      options: { every: 'month' },
      starts: { '2026-10-01T00:00:00+00:00': 0, '2026-11-01T00:00:00+00:00': 0 },
    },
    { query: { nsapp: 'nothing' }, options: { every: 'day' }, starts: {} },
  ] as const)('has every $options.every of $query', async ({ query, options, starts }) => {
    const rows = await runsOverTime(source, query, options);
    expect(Object.fromEntries(rows.map(({ start, runs }) => [start, runs]))).toEqual(starts);
  });

  it('has no rate where nothing ran', async () => {
    const [first, second] = await runsOverTime(source, {}, { every: 'day', timeZone: 'Europe/Berlin' });
    expect(first).toMatchObject({ failed: 1, success: 1, failureRate: { numerator: 1, denominator: 2, rate: 0.5 } });
    expect(second).toMatchObject({ runs: 0, failureRate: { numerator: 0, denominator: 0, rate: undefined } });
  });

  it('refuses a query as its source does', async () => {
    const query = { created: { from: 'yesterday' } };
    await expect(runsOverTime(source, query, { every: 'day' })).rejects.toMatchObject({ code: 'invalid-query' });
  });
});

describe('outcomesBy', () => {
  const source = sourceOf(
    { os_type: 'debian', os_version: '13', ...success },
    { os_type: 'debian', os_version: '12', ...failed },
    { os_type: 'debian', os_version: '12', ...success },
    { os_type: 'debian', os_version: '12', ...blocked },
    { os_type: 'alpine', os_version: '3.22', status: 'aborted' },
    { status: 'installing' },
    { status: 'unknown' },
  );

  it.each([
    { fields: ['os_type'], keys: [['debian'], [null], ['alpine']] },
    {
      fields: ['os_type', 'os_version'],
      keys: [
        ['debian', '12'],
        [null, null],
        ['alpine', '3.22'],
        ['debian', '13'],
      ],
    },
    { fields: ['platform'], keys: [[null]] },
    { fields: [], keys: [[]] },
  ] as const)('groups by $fields, most runs first', async ({ fields, keys }) => {
    expect((await outcomesBy(source, {}, fields)).map(({ key }) => key)).toEqual(keys);
  });

  it('has blocked, aborted, unknown and unfinished runs in neither rate', async () => {
    expect(await outcomesBy(source, {}, [])).toEqual([
      {
        key: [],
        runs: 7,
        success: 2,
        failed: 1,
        blocked: 1,
        aborted: 1,
        unknown: 1,
        unfinished: 1,
        successRate: { numerator: 2, denominator: 3, rate: 2 / 3 },
        failureRate: { numerator: 1, denominator: 3, rate: 1 / 3 },
      },
    ]);
  });

  it('has no rate of fewer than minRuns', async () => {
    const [all] = await outcomesBy(source, {}, [], { minRuns: 4 });
    expect(all?.failureRate).toEqual({ numerator: 1, denominator: 3, rate: undefined });
  });
});

describe('topFailures', () => {
  const source = sourceOf(
    { nsapp: 'plex', ...success },
    { nsapp: 'plex', ...failed },
    { nsapp: 'plex', ...failed },
    { nsapp: 'immich', ...blocked },
    { nsapp: 'immich', status: 'failed' },
    { nsapp: 'immich', status: 'aborted', exit_code: 130 },
  );

  it('explains the exit codes of failures, the most frequent first', async () => {
    expect(await topFailures(source, {}, { n: 2 })).toEqual([
      {
        nsapp: 'plex',
        exit_code: 127,
        explanation: 'Command not found',
        category: 'dependency',
        blocked: false,
        runs: 2,
        share: { numerator: 2, denominator: 4, rate: 0.5 },
      },
      expect.objectContaining({
        nsapp: 'immich',
        exit_code: null,
        explanation: 'Unknown error',
        category: null,
        runs: 1,
      }),
    ]);
  });

  it('has blocked failures too, and says so', async () => {
    const failures = await topFailures(source, { nsapp: 'immich' });
    expect(failures.map(({ exit_code, blocked }) => [exit_code, blocked])).toEqual([
      [null, false],
      [206, true],
    ]);
  });

  it('has none of a source without failures', async () => {
    expect(await topFailures(sourceOf({ ...success }))).toEqual([]);
  });
});

describe('the failing command', () => {
  it.each([
    { record: { failed_command: 'apt-get  install\n foo' }, command: 'apt-get install foo' },
    { record: { failed_command: 'false', error: 'exit_code=1 | General error | command: true' }, command: 'false' },
    {
      record: { error: 'exit_code=100 | APT: error | at line 77: apt-get install foo\n---\nE: no' },
      command: 'apt-get install foo',
    },
    { record: { error: 'exit_code=127 | Not found | command: docker ps | grep x' }, command: 'docker ps | grep x' },
    { record: { error: 'exit_code=1 | General error\n---\nusage | command: help' }, command: undefined },
    { record: { error: 'exit_code=1 | General error | command:  ' }, command: undefined },
    { record: { error: 'usage | command: help' }, command: undefined },
    { record: {}, command: undefined },
  ])('of $record is $command', ({ record, command }) => {
    expect(failingCommand(record)).toBe(command);
  });
});

describe('failureSignatures', () => {
  it('counts failures with the same command and exit code as one, over all apps', async () => {
    const source = sourceOf(
      { nsapp: 'plex', failed_command: 'apt-get install foo', status: 'failed', exit_code: 100 },
      {
        nsapp: 'immich',
        error: 'exit_code=100 | APT | at line 7: apt-get install  foo',
        status: 'failed',
        exit_code: 100,
      },
      { nsapp: 'plex', failed_command: 'apt-get install foo', status: 'failed', exit_code: 101 },
      { nsapp: 'plex', failed_command: 'apt-get install foo', status: 'success' },
      { nsapp: 'plex', status: 'failed' },
    );
    const share = (numerator: number): object => ({ numerator, denominator: 4, rate: numerator / 4 });
    expect(await failureSignatures(source)).toEqual([
      { command: 'apt-get install foo', exit_code: 100, runs: 2, apps: 2, share: share(2) },
      { command: 'apt-get install foo', exit_code: 101, runs: 1, apps: 1, share: share(1) },
      { command: null, exit_code: null, runs: 1, apps: 1, share: share(1) },
    ]);
    expect(await failureSignatures(source, { nsapp: 'immich' }, { n: 1 })).toMatchObject([
      { runs: 1, share: { rate: 1 } },
    ]);
  });
});

describe.each([
  ['topFailures', topFailures],
  ['failureSignatures', failureSignatures],
] as const)('%s', (_, view) => {
  it.each([NaN, -1, 1.5, 'ten'])('refuses to find the first %s, before it reads', async (n) => {
    const source = memoryRecords();
    source.down();
    await expect(view(source, {}, { n: n as number })).rejects.toMatchObject({ code: 'invalid-options' });
  });
});

type View = (source: RecordsSource, options: object) => unknown;

const views: Readonly<Record<string, View>> = {
  outcomesBy: (source, options) => outcomesBy(source, {}, ['nsapp'], options),
  runsOverTime: (source, options) => runsOverTime(source, {}, { every: 'day', ...options }),
  compareWithBefore: (source, options) =>
    compareWithBefore(source, { created: { from: new Date(0), to: new Date(1) } }, [], options),
  topFailures: (source, options) => topFailures(source, {}, options),
  failureSignatures: (source, options) => failureSignatures(source, {}, options),
  stuckRuns: (source, options) => stuckRuns(source, {}, { olderThanMs: 1, ...options }),
  durationsBy: (source) => durationsBy(source, {}, []),
  liveSummary: (source) => liveSummary(source, {}, { by: [] }),
  subscribeTo: (source) => subscribeTo(source, {}, () => undefined),
  recordsQueryOptions: (source) => recordsQueryOptions(source, {}),
  recordsCollectionOptions: (source) => recordsCollectionOptions(source, {}),
};

describe('a view', () => {
  it.each([
    { view: 'outcomesBy', options: { minRun: 20 }, fields: { minRun: 'unknown option, did you mean `minRuns`?' } },
    { view: 'outcomesBy', options: { minRuns: NaN }, fields: { minRuns: 'expected an integer from 0' } },
    { view: 'compareWithBefore', options: { minruns: 2 }, fields: { minruns: expect.stringContaining('minRuns') } },
    { view: 'runsOverTime', options: { timezone: 'UTC' }, fields: { timezone: expect.stringContaining('timeZone') } },
    { view: 'runsOverTime', options: { every: undefined }, fields: { every: 'expected hour, day, week or month' } },
    { view: 'runsOverTime', options: { every: 60_000 }, fields: { every: expect.any(String) } },
    { view: 'topFailures', options: { limit: 5 }, fields: { limit: 'unknown option, expected one of n' } },
    { view: 'failureSignatures', options: { top: 5 }, fields: { top: expect.any(String) } },
    { view: 'stuckRuns', options: { olderThan: 5 }, fields: { olderThan: expect.stringContaining('olderThanMs') } },
    { view: 'stuckRuns', options: { olderThanMs: undefined }, fields: { olderThanMs: expect.any(String) } },
    { view: 'stuckRuns', options: { now: 'today' }, fields: { now: 'expected a valid Date' } },
  ])('$view refuses the options $options before it reads', async ({ view, options, fields }) => {
    const source = memoryRecords();
    source.down();
    const read = async (): Promise<unknown> => views[view]?.(source, options);
    await expect(read()).rejects.toMatchObject({ code: 'invalid-options', fields });
  });

  it.each(
    Object.entries(views).flatMap(([name, view]) => [undefined, null, 7, {}].map((given) => ({ name, view, given }))),
  )('$name refuses $given as a source', async ({ view, given }) => {
    const read = async (): Promise<unknown> => view(given as RecordsSource, {});
    await expect(read()).rejects.toMatchObject({
      code: 'invalid-options',
      fields: { source: expect.stringContaining('expected a source') as string },
    });
  });

  it('says which method a merged source does not have', async () => {
    const merged = merge([memoryRecords()]) as unknown as RecordsSource;
    await expect(topFailures(merged)).rejects.toThrow('expected a source of records, which has `summarize`');
  });

  it('reads everything where a caller without types gives no query', async () => {
    const source = sourceOf({ ...failed });
    const none = undefined as unknown as WindowQuery;
    expect(await outcomesBy(source, none, [])).toMatchObject([{ runs: 1 }]);
    expect(await runsOverTime(source, none, { every: 'day' })).toMatchObject([{ runs: 1 }]);
    for await (const run of stuckRuns(source, none, { olderThanMs: 0 })) expect(run.key).toBe('run-0');
    await expect(compareWithBefore(source, none)).rejects.toMatchObject({ code: 'invalid-query' });
  });
});

describe('stuckRuns', () => {
  it.each([
    { olderThanMs: NaN },
    { olderThanMs: -1 },
    { olderThanMs: Infinity },
    { olderThanMs: 1, now: new Date(NaN) },
  ])('refuses $olderThanMs ms before $now at once', (options) => {
    const read = (): unknown => stuckRuns(sourceOf({}), { created: { to: new Date() } }, options);
    expect(read).toThrow(expect.objectContaining({ code: 'invalid-options' }) as Error);
  });

  const source = sourceOf(
    { created: '2026-11-21T08:00:00.000Z' },
    { created: '2026-11-21T09:00:00.000Z', status: 'configuring' },
    { created: '2026-11-21T09:00:00.001Z', status: 'validation' },
    { created: '2026-11-21T07:00:00.000Z', status: 'failed' },
  );
  const options = { now: new Date('2026-11-21T10:00:00Z'), olderThanMs: 3_600_000 };

  it.each([
    { query: {}, keys: ['run-0', 'run-1'] },
    { query: { created: { from: '2026-11-21T08:30:00Z' } }, keys: ['run-1'] },
    { query: { created: { to: '2026-11-21T08:30:00Z' } }, keys: ['run-0'] },
    { query: { created: { to: new Date('2026-11-30T08:30:00Z') } }, keys: ['run-0', 'run-1'] },
    { query: { sort: '-created', limit: 1 }, keys: ['run-1'] },
  ] as const)('are those that are old enough and have not ended, of $query', async ({ query, keys }) => {
    const found: string[] = [];
    for await (const { key } of stuckRuns(source, query, options)) found.push(key);
    expect(found).toEqual(keys);
  });

  it('are refused for a `to` that is not a moment', async () => {
    const read = async (): Promise<void> => {
      for await (const run of stuckRuns(source, { created: { to: 'soon' } }, options)) expect(run).toBeUndefined();
    };
    await expect(read()).rejects.toMatchObject({ code: 'invalid-query' });
  });
});

describe('durationsBy', () => {
  it('has the median and the 90th percentile of the groups that have a duration', async () => {
    const took = (nsapp: string, install_duration: number): object => ({ nsapp, install_duration, ...success });
    const source = sourceOf(...[50, 10, 20, 40, 30].map((seconds) => took('plex', seconds)), took('immich', 7), {
      nsapp: 'docker',
      ...success,
    });
    expect(await durationsBy(source, {}, ['nsapp'])).toEqual([
      { key: ['immich'], runs: 1, median: 7, p90: 7 },
      { key: ['plex'], runs: 5, median: 30, p90: 50 },
    ]);
  });
});

describe('compareWithBefore', () => {
  const source = sourceOf(
    { nsapp: 'gone', created: '2026-11-20T00:00:00.000Z', ...failed },
    { nsapp: 'plex', created: '2026-11-20T23:59:59.999Z', ...success },
    { nsapp: 'plex', created: '2026-11-21T00:00:00.000Z', ...failed },
    { nsapp: 'new', created: '2026-11-21T23:59:59.999Z', ...success },
    { nsapp: 'plex', created: '2026-11-19T23:59:59.999Z', ...success },
    { nsapp: 'plex', created: '2026-11-22T00:00:00.000Z', ...success },
  );
  const created = { from: '2026-11-21T00:00:00Z', to: '2026-11-21T23:59:59.999Z' };

  it('counts each run in one window, and has groups of either', async () => {
    const rows = await compareWithBefore(source, { created }, ['nsapp']);
    expect(
      rows.map(({ key, now, before, moreRuns, failureRateChange }) => [
        key[0],
        now.runs,
        before.runs,
        moreRuns,
        failureRateChange,
      ]),
    ).toEqual([
      ['new', 1, 0, 1, undefined],
      ['plex', 1, 1, 0, 1],
      ['gone', 0, 1, -1, undefined],
    ]);
  });

  it('compares all runs where no field is named', async () => {
    expect(await compareWithBefore(source, { created })).toMatchObject([
      { key: [], now: { runs: 2 }, before: { runs: 2 }, failureRateChange: 0 },
    ]);
    expect(await compareWithBefore(source, { created }, [], { minRuns: 3 })).toMatchObject([
      { now: { failureRate: { numerator: 1, denominator: 2, rate: undefined } }, failureRateChange: undefined },
    ]);
  });

  it.each([{ from: '2026-11-21', to: '2026-11-22' }, { from: '2026-11-22T00:00:00Z', to: '2026-11-21T00:00:00Z' }, {}])(
    'refuses the window $from to $to',
    async (window) => {
      const refused = { code: 'invalid-query', fields: { created: expect.stringContaining('from, to') as string } };
      await expect(compareWithBefore(source, { created: window as WindowQuery['created'] })).rejects.toMatchObject(
        refused,
      );
      await expect(compareWithBefore(source, {} as WindowQuery)).rejects.toMatchObject(refused);
    },
  );
});

describe('a query that is wrong', () => {
  const ownGetter = {
    get nsapp() {
      throw new Error('no');
    },
  };
  const circle: Record<string, unknown> = {};
  circle['nsapp'] = circle;

  it.each([
    { title: 'a bigint', query: { exit_code: 1n }, key: { exit_code: '1n' } },
    { title: 'a circle', query: circle, key: 'unreadable' },
    { title: 'a getter that throws', query: ownGetter, key: 'unreadable' },
  ])('rejects the reading for TanStack Query, and makes the collection an error: $title', async ({ query, key }) => {
    const { queryKey, queryFn } = recordsQueryOptions(memoryRecords(), query as object);
    expect(queryKey).toEqual(['telemetry', 'memory', key]);
    await expect(queryFn({})).rejects.toMatchObject({ code: 'invalid-query' });

    const { id, sync } = recordsCollectionOptions(memoryRecords(), query as object);
    expect(id).toBe(`telemetry memory ${JSON.stringify(key)}`);
    const error = await new Promise((markError) => {
      const ignore = () => undefined;
      sync.sync({ begin: ignore, write: ignore, commit: ignore, markReady: ignore, markError });
    });
    expect(error).toMatchObject({ code: 'invalid-query' });
  });
});
