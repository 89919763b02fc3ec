import { type Items, readItems } from './items.js';

/**
 * Counts items by a key. The keys are in the order in which they first come. Takes memory for each key, not for each
 * item.
 *
 * @param items - Of an async iterable, the promise of the counts.
 * @param keyOf - The key of an item. Keys are compared as those of a Map: `NaN` is one key, and an object only equals
 *   itself. `undefined` is a key as well.
 *
 * @example
 * ```ts
 * import { countBy } from '@community-scripts/telemetry/observe';
 *
 * const runs = [{ nsapp: 'plex' }, { nsapp: 'immich' }, { nsapp: 'plex' }];
 * countBy(runs, ({ nsapp }) => nsapp).get('plex'); // 2
 * ```
 */
export function countBy<T, K>(items: Items<T>, keyOf: (item: T) => K): Map<K, number>;
export function countBy<T, K>(items: AsyncIterable<T>, keyOf: (item: T) => K): Promise<Map<K, number>>;
export function countBy<T, K>(
  items: Items<T> | AsyncIterable<T>,
  keyOf: (item: T) => K,
): Map<K, number> | Promise<Map<K, number>> {
  const counts = new Map<K, number>();
  const add = (item: T): void => {
    const key = keyOf(item);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  return readItems('countBy', items, add, () => counts);
}
