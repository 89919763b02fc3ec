import type { Snapshot } from '../../src/observe/index.js';

/** Gives items one by one, later. */
export async function* later<T>(items: Iterable<T>): AsyncGenerator<T, void> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

/** The items by their place. */
function snapshotOf<T>(items: readonly T[]): Snapshot<T> {
  return {
    items: new Map(items.map((item, place) => [String(place), item])),
    at: new Date(0),
    complete: true,
    health: {},
  };
}

/** The same items as an array, an iterator, a snapshot and an async iterable. */
export function kindsOf<T>(items: readonly T[]): {
  readonly now: readonly (Iterable<T> | Snapshot<T>)[];
  readonly later: AsyncIterable<T>;
} {
  return { now: [items, items.values(), snapshotOf(items)], later: later(items) };
}
