import { calendar, type Calendar, type CalendarUnit, type Span } from './calendar.js';
import { checkOption } from './check-option.js';
import { type Items, readItems } from './items.js';
import { millisecondsOf, type TimeValue } from './time-value.js';

/** More are a sign of a wrong time among the items, and would fill the memory. */
const MOST_BUCKETS = 100_000;

/** A part of time, with what happened in it. */
export interface Bucket<V> {
  /** Its first moment in ISO 8601 with the zone's offset, such as `2026-11-21T00:00:00+01:00`. */
  readonly key: string;
  /** Its first moment. */
  readonly start: Date;
  /** The first moment after it, which is the `start` of the next one. */
  readonly end: Date;
  /** Its items, or what `into` made of them. */
  readonly value: V;
}

/** Folds items into a value, so that the items need not be kept. */
export interface Fold<T, V> {
  /** The value of no items. Called for each bucket. */
  readonly initial: () => V;
  /** Adds an item to a value. @returns the new value, which may be the same object. */
  readonly add: (value: V, item: T) => V;
}

/** How {@link bucketBy} divides time. */
export interface BucketOptions<T> {
  /**
   * A unit of the calendar, or a length in milliseconds. Buckets of a length are counted from 1970 in UTC. Weeks begin
   * on Monday.
   */
  readonly every: CalendarUnit | number;
  /** An IANA name such as `Europe/Berlin`. @defaultValue `'UTC'` */
  readonly timeZone?: string | undefined;
  /**
   * When an item was. An item is in no bucket if this is not a {@link TimeValue}, such as a date without a zone, or not
   * in the years 1 to 9999.
   */
  readonly time: (item: T) => TimeValue | undefined;
  /**
   * The first and the last moment, both included; items outside are in no bucket. @defaultValue those of the first and
   * the last item
   */
  readonly range?: { readonly from?: TimeValue | undefined; readonly to?: TimeValue | undefined } | undefined;
}

/**
 * Divides items into buckets of time, the earliest first, in whatever order they come. Buckets without items are there
 * too, from the first bucket to the last.
 *
 * In a time zone, a day ends where the next date begins, so it may have 23 or 25 hours, and a day that a zone skipped is
 * not there. The hour that is repeated when the clock is turned back is two buckets.
 *
 * @param items - Of an async iterable, the promise of the result.
 * @param options - With `into`, the memory needed grows with the buckets, not with the items.
 * @throws TelemetryError `invalid-options`: for an unknown zone, and for more than 100,000 buckets, as one item with a
 *   wrong date can need. Give a `range`.
 *
 * @example
 * ```ts
 * import { bucketBy } from '@community-scripts/telemetry/observe';
 *
 * const runs = [{ created: '2026-10-24T10:00:00.000Z' }, { created: '2026-10-26T10:00:00.000Z' }];
 * const days = bucketBy(runs, {
 *   every: 'day',
 *   timeZone: 'Europe/Berlin',
 *   time: ({ created }) => created,
 *   into: { initial: () => 0, add: (count) => count + 1 },
 * });
 * days.map(({ value }) => value); // [1, 0, 1]
 * days.map(({ key }) => key)[2]; // '2026-10-26T00:00:00+01:00'
 * ```
 */
export function bucketBy<T>(items: Items<T>, options: BucketOptions<T> & { readonly into?: undefined }): Bucket<T[]>[];
export function bucketBy<T, V>(items: Items<T>, options: BucketOptions<T> & { readonly into: Fold<T, V> }): Bucket<V>[];
export function bucketBy<T>(
  items: AsyncIterable<T>,
  options: BucketOptions<T> & { readonly into?: undefined },
): Promise<Bucket<T[]>[]>;
export function bucketBy<T, V>(
  items: AsyncIterable<T>,
  options: BucketOptions<T> & { readonly into: Fold<T, V> },
): Promise<Bucket<V>[]>;
export function bucketBy<T>(
  items: Items<T> | AsyncIterable<T>,
  options: BucketOptions<T> & { readonly into?: Fold<T, unknown> | undefined },
): Bucket<unknown>[] | Promise<Bucket<unknown>[]> {
  const { time, into = collecting } = options;
  const zone = calendar('bucketBy', options.every, options.timeZone);
  const [from, to] = limitsOf(options.range);
  const values = new Map<number, unknown>();
  let [first, last] = [from, to];
  let span: Span = { start: NaN, end: NaN };

  const add = (item: T): void => {
    const ms = millisecondsOf(time(item));
    if (Number.isNaN(ms) || ms < (from ?? ms) || ms > (to ?? ms)) return;
    if (!(ms >= span.start && ms < span.end)) span = zone.spanAt(ms);
    const { start } = span;
    values.set(start, into.add(values.has(start) ? values.get(start) : into.initial(), item));
    first = Math.min(first ?? ms, ms);
    last = Math.max(last ?? ms, ms);
  };
  return readItems('bucketBy', items, add, () =>
    first === undefined || last === undefined
      ? []
      : spansBetween(zone, first, last).map(({ start, end }) => ({
          key: zone.write(start),
          start: new Date(start),
          end: new Date(end),
          value: values.has(start) ? values.get(start) : into.initial(),
        })),
  );
}

const collecting: Fold<unknown, unknown> = {
  initial: () => [],
  add: (items, item) => {
    (items as unknown[]).push(item);
    return items;
  },
};

type Limit = number | undefined;

function limitsOf(range: BucketOptions<never>['range'] = {}): readonly [from: Limit, to: Limit] {
  const { from, to } = range;
  const limits = [from, to].map((limit) => (limit === undefined ? undefined : millisecondsOf(limit)));
  const [first = -Infinity, last = Infinity] = limits;
  checkOption('bucketBy', 'range', first <= last, 'expected `from` and `to` as moments with a zone, in this order');
  return [limits[0], limits[1]];
}

function spansBetween(zone: Calendar, first: number, last: number): Span[] {
  const spans = [zone.spanAt(first)];
  for (let { end } = spans[0] as Span; end <= last;) {
    checkOption('bucketBy', 'range', spans.length < MOST_BUCKETS, `expected to need at most ${MOST_BUCKETS} buckets`);
    const next = zone.spanAt(end);
    spans.push(next);
    ({ end } = next);
  }
  return spans;
}
