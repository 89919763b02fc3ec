import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bucketBy, type Bucket, type BucketOptions } from '../../src/observe/index.js';
import { kindsOf } from './kinds-of-items.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const counted = { initial: () => 0, add: (count: number) => count + 1 };

/** Buckets of moments, each with how many there are. */
function buckets(
  every: BucketOptions<unknown>['every'],
  timeZone: string,
  times: readonly (Date | number | string)[],
  range?: BucketOptions<unknown>['range'],
): Bucket<number>[] {
  return bucketBy(times, { every, timeZone, time: (time) => time, range, into: counted });
}

/** Buckets from one moment to another. */
const between = (
  every: BucketOptions<unknown>['every'],
  timeZone: string,
  from: string,
  to: string,
): Bucket<number>[] => buckets(every, timeZone, [], { from, to });
const hoursOf = ({ start, end }: Bucket<unknown>): number => (end.getTime() - start.getTime()) / HOUR_MS;

/** What a clock on the wall shows, asked of `Intl` directly. */
function wallClock(timeZone: string): (ms: number) => { date: string; hour: number; minute: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (ms) => {
    const { year, month, day, hour, minute } = Object.fromEntries(
      format.formatToParts(ms).map(({ type, value }) => [type, value]),
    );
    return { date: `${year?.padStart(4, '0')}-${month}-${day}`, hour: Number(hour), minute: Number(minute) };
  };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the length of a day', () => {
  it.each([
    { timeZone: 'Europe/Berlin', day: '2026-03-29', hours: 23, key: '2026-03-29T00:00:00+01:00' },
    { timeZone: 'Europe/Berlin', day: '2026-10-25', hours: 25, key: '2026-10-25T00:00:00+02:00' },
    { timeZone: 'Europe/Berlin', day: '2026-06-01', hours: 24, key: '2026-06-01T00:00:00+02:00' },
    { timeZone: 'Australia/Lord_Howe', day: '2026-04-05', hours: 24.5, key: '2026-04-05T00:00:00+11:00' },
    { timeZone: 'Australia/Lord_Howe', day: '2026-10-04', hours: 23.5, key: '2026-10-04T00:00:00+10:30' },
    { timeZone: 'Asia/Kolkata', day: '2026-03-29', hours: 24, key: '2026-03-29T00:00:00+05:30' },
    { timeZone: 'Asia/Kathmandu', day: '2026-03-29', hours: 24, key: '2026-03-29T00:00:00+05:45' },
    // The clock goes from 24:00 to 01:00.
    { timeZone: 'America/Sao_Paulo', day: '2018-11-04', hours: 23, key: '2018-11-04T01:00:00-02:00' },
    // The clock goes from 24:00 back to 23:00.
    { timeZone: 'America/Sao_Paulo', day: '2018-02-17', hours: 25, key: '2018-02-17T00:00:00-02:00' },
    { timeZone: 'UTC', day: '2026-03-29', hours: 24, key: '2026-03-29T00:00:00+00:00' },
    // Before time was standardised: 53 minutes and 28 seconds before UTC.
    { timeZone: 'Europe/Berlin', day: '1890-01-01', hours: 24, key: '1889-12-31T23:59:32+00:53' },
  ])('is $hours hours in $timeZone on $day', ({ timeZone, day, hours, key }) => {
    const [bucket] = buckets('day', timeZone, [Date.parse(`${day}T12:00:00Z`)]);
    expect(bucket && { hours: hoursOf(bucket), key: bucket.key, value: bucket.value }).toEqual({
      hours,
      key,
      value: 1,
    });
    expect(Date.parse(key)).toBe(bucket?.start.getTime());
  });
});

describe('a bucket', () => {
  it('is not there for a day that the zone skipped', () => {
    const days = between('day', 'Pacific/Apia', '2011-12-29T12:00:00Z', '2012-01-01T00:00:00Z');
    expect(days.map(({ key }) => key)).toEqual([
      '2011-12-29T00:00:00-10:00',
      '2011-12-31T00:00:00+14:00',
      '2012-01-01T00:00:00+14:00',
    ]);
  });

  it('of an hour that is repeated is two', () => {
    const hours = between('hour', 'Europe/Berlin', '2026-10-24T23:00:00Z', '2026-10-25T02:00:00Z');
    expect(hours.map(({ key }) => key)).toEqual([
      '2026-10-25T01:00:00+02:00',
      '2026-10-25T02:00:00+02:00',
      '2026-10-25T02:00:00+01:00',
      '2026-10-25T03:00:00+01:00',
    ]);
  });

  it('of an hour in which the clock is changed by half an hour is cut there', () => {
    const hours = between('hour', 'Australia/Lord_Howe', '2026-04-04T14:00:00Z', '2026-04-04T15:30:00Z');
    expect(hours.map((hour) => [hour.key, hoursOf(hour)])).toEqual([
      ['2026-04-05T01:00:00+11:00', 1],
      ['2026-04-05T01:30:00+10:30', 0.5],
      ['2026-04-05T02:00:00+10:30', 1],
    ]);
  });

  it('of a day goes on when the clock is turned back over midnight', () => {
    // At 00:01 on 7 November the clock went back to 23:01 on the 6th.
    const days = between('day', 'America/St_Johns', '2010-11-06T12:00:00Z', '2010-11-08T12:00:00Z');
    expect(days.map((day) => [day.key, hoursOf(day)])).toEqual([
      ['2010-11-06T00:00:00-02:30', 24],
      ['2010-11-07T00:00:00-02:30', 25],
      ['2010-11-08T00:00:00-03:30', 24],
    ]);
    const shownAsYesterday = Date.parse('2010-11-07T02:45:00Z');
    expect(wallClock('America/St_Johns')(shownAsYesterday).date).toBe('2010-11-06');
    expect(buckets('day', 'America/St_Johns', [shownAsYesterday])[0]?.start).toEqual(days[1]?.start);
  });

  it('of a week begins on Monday, of a month on its first', () => {
    const sunday = ['2026-11-01T12:00:00Z'];
    expect(buckets('week', 'Europe/Berlin', sunday)[0]?.key).toBe('2026-10-26T00:00:00+01:00');
    expect(buckets('month', 'Europe/Berlin', sunday)[0]?.key).toBe('2026-11-01T00:00:00+01:00');
    expect(buckets('month', 'UTC', ['0050-02-10T00:00:00Z'])[0]?.key).toBe('0050-02-01T00:00:00+00:00');
  });

  it('of a length is counted from 1970 in UTC, and written in the zone', () => {
    expect(buckets(90_500, 'Asia/Kolkata', [100_000])[0]).toEqual({
      key: '1970-01-01T05:31:30.500+05:30',
      start: new Date(90_500),
      end: new Date(181_000),
      value: 1,
    });
    expect(buckets(1000, 'UTC', [-1])[0]?.start).toEqual(new Date(-1000));
  });
});

const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
const zone = fc.oneof(
  fc.constantFrom(...zones),
  fc.constantFrom('America/St_Johns', 'Pacific/Apia', 'Pacific/Kwajalein', 'Africa/Casablanca', 'America/Sao_Paulo'),
);
const moment = fc.integer({ min: Date.UTC(1915, 0), max: Date.UTC(2040, 0) });

describe('in any zone and at any time', () => {
  it('days hold every item once, without a gap, and show the date that the clock showed', () => {
    fc.assert(
      fc.property(zone, moment, fc.array(fc.integer({ min: 0, max: 8 * DAY_MS })), (timeZone, base, ahead) => {
        const times = ahead.map((ms) => base + ms);
        const days = bucketBy(times, { every: 'day', timeZone, time: (time) => time });
        const clock = wallClock(timeZone);
        expect(days.flatMap(({ value }) => value).length).toBe(times.length);
        for (const [place, { key, start, end, value }] of days.entries()) {
          if (place > 0) expect(start).toEqual(days[place - 1]?.end);
          for (const ms of value) expect(ms >= start.getTime() && ms < end.getTime()).toBe(true);
          // Dates that the clock shows twice are told apart in a test of their own.
          const [first, before] = [clock(start.getTime()), clock(start.getTime() - 1000)];
          expect(first.date > before.date).toBe(true);
          if (!/:\d\d:(?!00)/.test(key.slice(10))) expect(key.slice(0, 10)).toBe(first.date);
          expect(Date.parse(key)).toBe(start.getTime());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a new day begins wherever the date is greater than ever before', () => {
    fc.assert(
      fc.property(zone, moment, (timeZone, ms) => {
        const clock = wallClock(timeZone);
        const [day] = buckets('day', timeZone, [ms]);
        const { start, end } = day as Bucket<number>;
        // One second before its end the date is still this one, or an earlier one that is shown again.
        expect(clock(end.getTime() - 1000).date <= clock(start.getTime()).date).toBe(true);
        expect(clock(end.getTime()).date > clock(start.getTime()).date).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('weeks and months begin and end with days', () => {
    fc.assert(
      fc.property(zone, moment, fc.constantFrom('week' as const, 'month' as const), (timeZone, ms, every) => {
        const [whole] = buckets(every, timeZone, [ms]);
        const { start, end } = whole as Bucket<number>;
        const days = buckets('day', timeZone, [start, end.getTime() - 1]);
        expect([days[0]?.start, days.at(-1)?.end]).toEqual([start, end]);
        expect(days.length).toBeGreaterThanOrEqual(every === 'week' ? 6 : 27);
        const { date } = wallClock(timeZone)(start.getTime());
        if (every === 'month') expect(Number(date.slice(-2))).toBeLessThanOrEqual(2);
      }),
      { numRuns: 300 },
    );
  });

  it('hours are at most an hour long, and begin when the clock shows a full hour or was just changed', () => {
    fc.assert(
      fc.property(zone, fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2040, 0) }), (timeZone, ms) => {
        const clock = wallClock(timeZone);
        const hours = buckets('hour', timeZone, [ms, ms + 30 * HOUR_MS]);
        for (const [place, { start, end }] of hours.entries()) {
          if (place > 0) expect(start).toEqual(hours[place - 1]?.end);
          expect(end.getTime() - start.getTime()).toBeLessThanOrEqual(HOUR_MS);
          const [shown, before] = [clock(start.getTime()), clock(start.getTime() - 60_000)];
          const wasChanged = (shown.hour * 60 + shown.minute - before.hour * 60 - before.minute + 1440) % 1440 !== 1;
          expect(shown.minute === 0 || wasChanged).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the range', () => {
  const range = { from: '2026-11-02T12:00:00Z', to: '2026-11-05T00:00:00Z' };

  it('gives empty buckets, and leaves out items before and after it', () => {
    const times = [
      '2026-11-02T11:59:59.999Z',
      range.from,
      '2026-11-04T10:00:00Z',
      range.to,
      '2026-11-05T00:00:00.001Z',
    ];
    expect(buckets('day', 'UTC', times, range).map(({ value }) => value)).toEqual([1, 0, 1, 1]);
  });

  it('gives empty buckets where there is no item', () => {
    expect(buckets('day', 'UTC', [], range).map(({ value }) => value)).toEqual([0, 0, 0, 0]);
    expect(buckets('day', 'UTC', [])).toEqual([]);
    expect(buckets('day', 'UTC', [], { from: range.from })).toEqual([]);
  });

  it('may have one end', () => {
    const times = ['2026-11-01T00:00:00Z', '2026-11-03T00:00:00Z', '2026-11-06T00:00:00Z'];
    expect(buckets('day', 'UTC', times, { from: range.from }).map(({ value }) => value)).toEqual([0, 1, 0, 0, 1]);
    expect(buckets('day', 'UTC', times, { to: range.to }).map(({ value }) => value)).toEqual([1, 0, 1, 0, 0]);
  });

  it('gives each empty bucket a value of its own', () => {
    const [one, other] = bucketBy([], { every: 'day', time: () => 0, range });
    expect(one?.value).toEqual([]);
    expect(one?.value).not.toBe(other?.value);
  });
});

describe('an item', () => {
  it.each([
    '2026-11-21',
    '2026-11-21T10:00:00',
    '10:00',
    '',
    'yesterday',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-04-31T00:00:00+02:00',
    NaN,
    Infinity,
    8.64e15,
    new Date(NaN),
    undefined,
    null,
    {},
    '0000-01-01T00:00:00Z',
  ])('is in no bucket at %s', (time) => {
    expect(buckets('day', 'UTC', [time as string])).toEqual([]);
  });

  it.each(['2026-11-21T10:00:00Z', '2026-11-21 10:00:00.000Z', '2026-11-21T11:30:00+01:30', '2026-11-21T10:00Z'])(
    'is in the bucket of %s',
    (time) => {
      expect(buckets(1000, 'UTC', [time, new Date('2026-11-21T10:00:00Z')]).map(({ value }) => value)).toEqual([2]);
    },
  );

  it.each(['9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00Z'])('may be as far away as %s', (time) => {
    for (const timeZone of ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin']) {
      for (const every of ['hour', 'day', 'week', 'month', 1] as const) {
        expect(buckets(every, timeZone, [time]).map(({ value }) => value)).toEqual([1]);
      }
    }
  });
});

describe('what cannot be done', () => {
  it.each([
    { every: 'year', timeZone: 'UTC', range: {}, field: 'every' },
    { every: 0, timeZone: 'UTC', range: {}, field: 'every' },
    { every: 1.5, timeZone: 'UTC', range: {}, field: 'every' },
    { every: '__proto__', timeZone: 'UTC', range: {}, field: 'every' },
    { every: 'day', timeZone: 'Mars/Olympus', range: {}, field: 'timeZone' },
    { every: 'day', timeZone: '', range: {}, field: 'timeZone' },
    { every: 'day', timeZone: null, range: {}, field: 'timeZone' },
    { every: 'day', timeZone: 'UTC', range: { from: '2026-11-21' }, field: 'range' },
    { every: 'day', timeZone: 'UTC', range: { from: 2, to: 1 }, field: 'range' },
    { every: 1, timeZone: 'UTC', range: { from: 0, to: 100_000 }, field: 'range' },
  ])('is refused: $every in $timeZone from $range.from to $range.to', ({ every, timeZone, range, field }) => {
    expect(() => buckets(every as 'day', timeZone as string, [], range)).toThrow(
      expect.objectContaining({ code: 'invalid-options', fields: { [field]: expect.any(String) } }),
    );
  });

  it('is refused if one wrong date needs too many buckets, and done with a range', async () => {
    const times = ['2026-11-21T10:00:00Z', '9998-01-01T00:00:00Z'];
    const options = { every: 'hour' as const, time: (time: string) => time };
    expect(() => bucketBy(times, options)).toThrow('expected to need at most 100000 buckets');
    await expect(bucketBy(kindsOf(times).later, options)).rejects.toThrow('expected to need at most 100000 buckets');
    expect(bucketBy(times, { ...options, range: { to: Date.UTC(2027, 0) } })[0]?.value).toHaveLength(1);
  });
});

it('reads arrays, iterators, snapshots and async iterables alike', async () => {
  const kinds = kindsOf([3 * DAY_MS, 1, 2]);
  const options = { every: 'day' as const, time: (time: number) => time };
  const results = [...kinds.now.map((items) => bucketBy(items, options)), await bucketBy(kinds.later, options)];
  for (const days of results) expect(days.map(({ value }) => value)).toEqual([[1, 2], [], [], [3 * DAY_MS]]);
});

it('asks Intl about once a day, however many items there are', () => {
  const asked = vi.spyOn(Intl.DateTimeFormat.prototype as { format: unknown }, 'format', 'get');
  const year = 365 * DAY_MS;
  const times = Array.from(
    { length: 100_000 },
    (_, place) => Date.UTC(2026, 0) + ((place * 7919) % 100_003) * (year / 100_003),
  );
  const hours = buckets('hour', 'Europe/Berlin', times);
  expect(hours.reduce((sum, { value }) => sum + value, 0)).toBe(100_000);
  expect(asked.mock.calls.length).toBeGreaterThan(300);
  expect(asked.mock.calls.length).toBeLessThan(800);
});
