import { checkOption } from './check-option.js';
import { type Items, readItems } from './items.js';

interface Ranked<T> {
  readonly item: T;
  readonly value: number;
}

/**
 * Finds the items with the largest values, the largest first. Of items with equal values, the one that came first ranks
 * first. Takes memory for `n` items, however many there are.
 *
 * @param items - Of an async iterable, the promise of the result. A Map, such as the result of `countBy`, gives entries.
 * @param n - How many, from 0; fewer are returned if there are fewer.
 * @param valueOf - The value of an item. `NaN` ranks last.
 * @throws TelemetryError `invalid-options` if `n` is not such a number.
 *
 * @example
 * ```ts
 * import { countBy, topN } from '@community-scripts/telemetry/observe';
 *
 * const counts = countBy(['plex', 'immich', 'plex', 'docker', 'plex', 'immich'], (nsapp) => nsapp);
 * topN(counts, 2, ([, count]) => count); // [['plex', 3], ['immich', 2]]
 * ```
 */
export function topN<T>(items: Items<T>, n: number, valueOf: (item: T) => number): T[];
export function topN<T>(items: AsyncIterable<T>, n: number, valueOf: (item: T) => number): Promise<T[]>;
export function topN<T>(
  items: Items<T> | AsyncIterable<T>,
  n: number,
  valueOf: (item: T) => number,
): T[] | Promise<T[]> {
  checkOption('topN', 'n', Number.isSafeInteger(n) && n >= 0, 'expected an integer from 0');
  let best: Ranked<T>[] = [];
  /** The value that a further item must exceed, once there are n. */
  let bar = n === 0 ? Infinity : -Infinity;
  let isFull = n === 0;
  const keepBest = (): void => {
    // Sorting is stable: of equal values, the earlier item stays in front.
    best = best.sort((one, other) => other.value - one.value || 0).slice(0, n);
    isFull = best.length === n;
    bar = best.at(-1)?.value ?? bar;
  };
  const add = (item: T): void => {
    const given = valueOf(item);
    const value = Number.isNaN(given) ? -Infinity : given;
    if (isFull && value <= bar) return;
    best.push({ item, value });
    if (best.length === 2 * n) keepBest();
  };
  return readItems('topN', items, add, () => {
    keepBest();
    return best.map(({ item }) => item);
  });
}
