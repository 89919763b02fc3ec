import type { Fold } from './bucket-by.js';
import { checkOption } from './check-option.js';
import { millisecondsOf, type TimeValue } from './time-value.js';

/** What a {@link slidingWindow} keeps. */
export interface SlidingWindowOptions<T, V> {
  /** How far the window reaches back, in milliseconds: a multiple of `bucketMs`, up to 10,000 times it. */
  readonly lengthMs: number;
  /** The steps in which the window moves, in milliseconds. One value is kept for each. */
  readonly bucketMs: number;
  /** When an item was. An item without a time is not added. */
  readonly time: (item: T) => TimeValue | undefined;
  /** Folds the items of one bucket into its value. */
  readonly into: Fold<T, V>;
  /** Makes one value of the values of two buckets, without changing them. */
  readonly combine: (earlier: V, later: V) => V;
}

/** The last part of time, in buckets. */
export interface SlidingWindow<T, V> {
  /**
   * Adds an item to the bucket of its time. The newest item moves the window.
   *
   * @returns `false` if the item was not added: it has no time, or is older than the window.
   */
  add(item: T): boolean;
  /**
   * Computes the value of the window.
   *
   * @param at - The moment at which the window ends, if later than the newest item. @defaultValue the newest item's
   */
  value(at?: TimeValue): V;
}

/**
 * Keeps a value of the last minutes or hours, by the time of the items: items may come late and in any order.
 *
 * The window moves in steps. It has `lengthMs / bucketMs` buckets, the newest of which is not over yet, so it covers up
 * to one `bucketMs` less than `lengthMs`. An item from the future moves it too: check times that may be wrong first.
 *
 * @throws TelemetryError `invalid-options`
 *
 * @example
 * ```ts
 * import { slidingWindow } from '@community-scripts/telemetry/observe';
 *
 * const failures = slidingWindow({
 *   lengthMs: 3_600_000,
 *   bucketMs: 60_000,
 *   time: (run: { created: string }) => run.created,
 *   into: { initial: () => 0, add: (count) => count + 1 },
 *   combine: (one, other) => one + other,
 * });
 * failures.add({ created: '2026-11-21T10:00:00Z' }); // true
 * failures.add({ created: '2026-11-21T10:30:00Z' }); // true
 * failures.value(); // 2
 * failures.add({ created: '2026-11-21T09:00:00Z' }); // false
 * failures.value('2026-11-21T11:15:00Z'); // 1
 * ```
 */
export function slidingWindow<T, V>(options: SlidingWindowOptions<T, V>): SlidingWindow<T, V> {
  const { lengthMs, bucketMs, time, into, combine } = options;
  const count = lengthMs / bucketMs;
  checkOption(
    'slidingWindow',
    'bucketMs',
    Number.isSafeInteger(bucketMs) && bucketMs > 0,
    'expected an integer from 1',
  );
  checkOption(
    'slidingWindow',
    'lengthMs',
    Number.isSafeInteger(count) && count > 0 && count <= 10_000,
    'expected 1 to 10,000 times bucketMs',
  );
  /** The values by their bucket's place since 1970. */
  const values = new Map<number, V>();
  let newest = -Infinity;

  const moveTo = (place: number): void => {
    newest = place;
    for (const old of values.keys()) if (old <= newest - count) values.delete(old);
  };
  return {
    add(item) {
      const place = Math.floor(millisecondsOf(time(item)) / bucketMs);
      if (Number.isNaN(place) || place <= newest - count) return false;
      if (place > newest) moveTo(place);
      values.set(place, into.add(values.has(place) ? (values.get(place) as V) : into.initial(), item));
      return true;
    },
    value(at) {
      const end = at === undefined ? newest : Math.max(newest, Math.floor(millisecondsOf(at) / bucketMs));
      checkOption('slidingWindow', 'at', !Number.isNaN(end), 'expected a moment with a zone');
      const places = [...values.keys()].filter((place) => place > end - count).sort((one, other) => one - other);
      return places
        .map((place) => values.get(place) as V)
        .reduce((earlier, later) => combine(earlier, later), into.initial());
    },
  };
}
