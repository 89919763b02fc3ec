import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TelemetryError } from '../../../src/errors.js';
import { runOutcome } from '../../../src/sources/records/run-outcome.js';
import type { StoredRecord } from '../../../src/sources/records/stored-record.js';
import { fieldsOf, runningSummary, summarizeRecords } from '../../../src/sources/records/summarize-records.js';
import type { SummaryPlan } from '../../../src/sources/records/summary.js';
import { aStoredRecord } from './a-stored-record.js';

const NONE = { runs: 0, success: 0, failed: 0, blocked: 0, aborted: 0, unknown: 0, unfinished: 0 };

function ended(seconds: number): StoredRecord {
  return aStoredRecord({ status: 'success', install_duration: seconds });
}

describe('summarizeRecords', () => {
  it.each<{ record: Partial<StoredRecord>; outcome: string }>([
    { record: { status: 'success', exit_code: 0 }, outcome: 'success' },
    { record: { status: 'failed', exit_code: 100 }, outcome: 'failed' },
    { record: { status: 'failed' }, outcome: 'failed' },
    { record: { status: 'failed', exit_code: 206 }, outcome: 'blocked' },
    { record: { status: 'aborted', exit_code: 206 }, outcome: 'aborted' },
    { record: { status: 'unknown', exit_code: 206 }, outcome: 'unknown' },
    { record: { status: 'installing' }, outcome: 'unfinished' },
    { record: { status: 'validation' }, outcome: 'unfinished' },
    { record: { status: 'configuring', exit_code: 206 }, outcome: 'unfinished' },
  ])('counts $record as $outcome', async ({ record, outcome }) => {
    const rows = await summarizeRecords([aStoredRecord(record)], { by: [] });
    expect(rows).toEqual([{ ...NONE, key: [], runs: 1, [outcome]: 1 }]);
  });

  it('groups by values, what is not set first', async () => {
    const records = [
      { exit_code: 10 },
      { exit_code: 9, has_arm: true },
      {},
      { exit_code: 9, has_arm: false },
      { exit_code: 10 },
    ];
    const rows = await summarizeRecords(
      records.map((changes) => aStoredRecord(changes)),
      { by: ['exit_code', 'has_arm'] },
    );
    expect(rows.map(({ key, runs }) => [key, runs])).toEqual([
      [[null, null], 1],
      [[9, false], 1],
      [[9, true], 1],
      [[10, null], 2],
    ]);
  });

  it('tells a text from a number and from what is not set', async () => {
    const rows = await summarizeRecords(
      ['null', '1', ''].map((method) => aStoredRecord({ method })),
      { by: ['method', 'exit_code'] },
    );
    expect(rows.map(({ key }) => key)).toEqual([
      ['', null],
      ['1', null],
      ['null', null],
    ]);
  });

  it('groups by hours of a zone, in the order of time where the clock is turned back', async () => {
    const created = [
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
      '2026-10-24T23:59:59.999Z',
      '2026-10-25T01:00:00.000Z',
    ];
    const by = [{ every: 'hour', timeZone: 'Europe/Berlin' }] as const;
    const rows = await summarizeRecords(
      created.map((moment) => aStoredRecord({ created: moment })),
      { by },
    );
    expect(rows.map(({ key, runs }) => [...key, runs])).toEqual([
      ['2026-10-25T01:00:00+02:00', 1],
      ['2026-10-25T02:00:00+02:00', 1],
      ['2026-10-25T02:00:00+01:00', 2],
    ]);
  });

  it.each([
    { every: 'day', key: '2026-11-26T00:00:00+00:00' },
    { every: 'week', key: '2026-11-23T00:00:00+00:00' },
    { every: 'month', key: '2026-11-01T00:00:00+00:00' },
  ] as const)('groups by $every in UTC', async ({ every, key }) => {
    const record = aStoredRecord({ created: '2026-11-26T23:00:00.000Z' });
    expect((await summarizeRecords([record], { by: [{ every }] }))[0]?.key).toEqual([key]);
  });

  it('has a group for records whose time is not known', async () => {
    const by = [{ every: 'day', timeZone: 'Europe/Berlin' }] as const;
    const rows = await summarizeRecords([{ status: 'failed' }, { status: 'failed', created: 'yesterday' }], { by });
    expect(rows).toEqual([{ ...NONE, key: [null], runs: 2, failed: 2 }]);
  });

  it('has no row for no record, and one if there is only one group', async () => {
    expect(await summarizeRecords([], { by: ['nsapp'] })).toEqual([]);
    expect(await summarizeRecords([], { by: [], durations: true })).toEqual([{ ...NONE, key: [] }]);
  });

  it.each<{ what: string; record: Partial<StoredRecord>; median: number | undefined }>([
    {
      what: 'its install_duration',
      record: { status: 'failed', install_duration: 61, updated: '2026-11-21T00:00:05.000Z' },
      median: 61,
    },
    { what: 'created to updated', record: { status: 'unknown', updated: '2026-11-21T00:01:00.999Z' }, median: 60 },
    { what: 'nothing while it is unfinished', record: { install_duration: 61 }, median: undefined },
    { what: 'nothing without updated', record: { status: 'failed' }, median: undefined },
    {
      what: 'nothing where its record was only stored at the end',
      record: { status: 'failed', created: '2026-11-21T00:00:00.000Z', updated: '2026-11-21T00:00:00.000Z' },
      median: undefined,
    },
    {
      what: 'nothing where it was changed before it was stored',
      record: { status: 'failed', updated: '2026-11-20T00:00:00.000Z' },
      median: undefined,
    },
  ])('takes as the duration of a run $what', async ({ record, median }) => {
    const [row] = await summarizeRecords([aStoredRecord(record)], { by: [], durations: true });
    expect(row?.duration).toEqual(median === undefined ? undefined : { runs: 1, median, p90: median });
  });

  it('counts no durations unless the plan asks for them', async () => {
    expect((await summarizeRecords([ended(5)], { by: [] }))[0]).not.toHaveProperty('duration');
  });

  it('finds median and 90th percentile as sorting does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 100 }), async (seconds) => {
        const [row] = await summarizeRecords(seconds.map(ended), { by: [], durations: true });
        const sorted = [...seconds].sort((a, b) => a - b);
        // At least this share of the runs lasted no longer, and of no shorter duration that is so.
        const shortest = (percent: number): number | undefined =>
          sorted.find((limit) => seconds.filter((value) => value <= limit).length * 100 >= percent * seconds.length);
        expect(row?.duration).toEqual({ runs: seconds.length, median: shortest(50), p90: shortest(90) });
      }),
    );
  });

  it.each<{ plan: unknown; fields: Record<string, string> }>([
    { plan: undefined, fields: { plan: 'expected an object that can be read' } },
    { plan: {}, fields: { by: 'expected a list of fields and { every, timeZone }' } },
    { plan: { by: 'nsapp' }, fields: { by: 'expected a list of fields and { every, timeZone }' } },
    { plan: { by: ['state'] }, fields: { by: 'unknown field, did you mean `status`?' } },
    { plan: { by: [7] }, fields: { by: 'expected a list of fields and { every, timeZone }' } },
    { plan: { by: [{ every: 60 }] }, fields: { by: 'expected a list of fields and { every, timeZone }' } },
    {
      plan: { by: [{ every: 'day', zone: 'UTC' }] },
      fields: { by: 'expected a list of fields and { every, timeZone }' },
    },
    {
      plan: { by: [{ every: 'day', timeZone: 'Europe/Paris2' }] },
      fields: { by: 'timeZone: expected an IANA time zone, such as Europe/Berlin' },
    },
    { plan: { by: [], durations: 1 }, fields: { durations: 'expected true or false' } },
    { plan: { by: [], duration: true }, fields: { duration: 'unknown property, did you mean `durations`?' } },
  ])('refuses the plan $plan before it reads', async ({ plan, fields }) => {
    const unread = { [Symbol.asyncIterator]: (): never => expect.unreachable('a record was read') };
    const refused = summarizeRecords(unread, plan as SummaryPlan).catch((error: TelemetryError) => error);
    expect(await refused).toMatchObject({ code: 'invalid-query', fields });
  });
});

describe('fieldsOf', () => {
  it('refuses a plan that cannot be read', () => {
    const hostile = new Proxy({} as SummaryPlan, {
      ownKeys: () => {
        throw new RangeError('hostile');
      },
    });
    expect(() => fieldsOf(hostile)).toThrow('Invalid query: plan: expected an object that can be read');
  });

  it.each<{ plan: SummaryPlan; fields: string[] }>([
    { plan: { by: [] }, fields: ['status', 'exit_code'] },
    { plan: { by: ['status', 'nsapp', { every: 'day' }] }, fields: ['status', 'nsapp', 'created', 'exit_code'] },
    { plan: { by: [], durations: true }, fields: ['status', 'exit_code', 'install_duration', 'created', 'updated'] },
  ])('of $plan', ({ plan, fields }) => {
    expect(fieldsOf(plan)).toEqual(fields);
  });
});

describe('runningSummary', () => {
  it('after any adding and removing equals the summary of what is left', async () => {
    const record = fc.record({
      nsapp: fc.constantFrom('plex', 'jellyfin'),
      status: fc.constantFrom('success', 'failed', 'installing'),
      exit_code: fc.constantFrom(1, 206),
      install_duration: fc.integer({ min: 0, max: 5 }),
      isRemoved: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record), async (records) => {
        const plan: SummaryPlan = { by: ['nsapp', { every: 'day' }], durations: true };
        const stored = records.map(({ isRemoved, ...changes }) => ({
          isRemoved,
          record: aStoredRecord(changes as Partial<StoredRecord>),
        }));
        const summary = runningSummary(plan);
        for (const { record } of stored) summary.add(record);
        for (const { record, isRemoved } of stored) if (isRemoved) summary.remove(record);
        const left = stored.filter(({ isRemoved }) => !isRemoved).map(({ record }) => record);
        expect(summary.rows()).toEqual(await summarizeRecords(left, plan));
      }),
    );
  });
});

describe('runOutcome', () => {
  it('is unfinished where no status is known', () => {
    expect(runOutcome({})).toBe('unfinished');
  });
});
