import { type Items, readItems } from './items.js';

/** A rate, and the counts it was computed from. */
export interface Rate {
  /** How many of the counted items have what is measured. */
  readonly numerator: number;
  /** How many items were counted. */
  readonly denominator: number;
  /** From 0 to 1; `undefined` if fewer than `minRuns` items were counted, and always if none was. */
  readonly rate: number | undefined;
}

/** Which items {@link rate} counts. */
export interface RateOptions<T> {
  /** Whether an item has what is measured. Asked only for items that the denominator counts. */
  readonly numerator: (item: T) => boolean;
  /** Whether an item is counted. @defaultValue every item is */
  readonly denominator?: ((item: T) => boolean) | undefined;
  /** A rate of fewer items is `undefined`. @defaultValue `1` */
  readonly minRuns?: number | undefined;
}

/**
 * Computes the share of items that have a property. The result has the counts as well, because 1 of 2 and 500 of 1,000
 * do not say the same.
 *
 * @param items - Of an async iterable, the promise of the result.
 *
 * @example
 * ```ts
 * import { rate } from '@community-scripts/telemetry/observe';
 *
 * const failureRate = rate([{ status: 'failed' }, { status: 'success' }, { status: 'aborted' }], {
 *   numerator: ({ status }) => status === 'failed',
 *   denominator: ({ status }) => status === 'failed' || status === 'success',
 * });
 * failureRate; // { numerator: 1, denominator: 2, rate: 0.5 }
 * ```
 */
export function rate<T>(items: Items<T>, options: RateOptions<T>): Rate;
export function rate<T>(items: AsyncIterable<T>, options: RateOptions<T>): Promise<Rate>;
export function rate<T>(
  items: Items<T> | AsyncIterable<T>,
  { numerator: isMeasured, denominator: isCounted = () => true, minRuns }: RateOptions<T>,
): Rate | Promise<Rate> {
  let numerator = 0;
  let denominator = 0;
  const add = (item: T): void => {
    if (!isCounted(item)) return;
    denominator += 1;
    if (isMeasured(item)) numerator += 1;
  };
  return readItems('rate', items, add, () => rateOf(numerator, denominator, minRuns));
}

/**
 * Computes a rate from counts.
 *
 * @param minRuns - With a smaller denominator the rate is `undefined`.
 *
 * @example
 * ```ts
 * import { rateOf } from '@community-scripts/telemetry/observe';
 *
 * rateOf(3, 12).rate; // 0.25
 * rateOf(0, 0).rate; // undefined
 * rateOf(1, 2, 20).rate; // undefined
 * ```
 */
export function rateOf(numerator: number, denominator: number, minRuns: number = 1): Rate {
  const isKnown = denominator > 0 && denominator >= minRuns;
  return { numerator, denominator, rate: isKnown ? numerator / denominator : undefined };
}
