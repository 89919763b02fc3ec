import { type Items, readItems } from './items.js';

/**
 * Keeps the first item of each key, in order. Takes memory for each key, not for each item.
 *
 * @param items - Of an async iterable, the promise of the result.
 * @param keyOf - The key of an item, compared as those of a Map.
 *
 * @example
 * ```ts
 * import { distinctBy } from '@community-scripts/telemetry/observe';
 *
 * const runs = [{ nsapp: 'plex', exit_code: 1 }, { nsapp: 'plex', exit_code: 137 }];
 * distinctBy(runs, ({ nsapp }) => nsapp); // [{ nsapp: 'plex', exit_code: 1 }]
 * ```
 */
export function distinctBy<T>(items: Items<T>, keyOf: (item: T) => unknown): T[];
export function distinctBy<T>(items: AsyncIterable<T>, keyOf: (item: T) => unknown): Promise<T[]>;
export function distinctBy<T>(items: Items<T> | AsyncIterable<T>, keyOf: (item: T) => unknown): T[] | Promise<T[]> {
  const first = new Map<unknown, T>();
  const add = (item: T): void => {
    const key = keyOf(item);
    if (!first.has(key)) first.set(key, item);
  };
  return readItems('distinctBy', items, add, () => [...first.values()]);
}
