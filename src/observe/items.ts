import type { Snapshot } from './snapshot.js';

/** What an operator reads at once: an array, a Set, a Map's values, any other iterable, or the items of a snapshot. */
export type Items<T> = Iterable<T> | Snapshot<T>;

/**
 * Reads every item once. Of an async iterable, the promise of the result; it rejects as the iterable does. An error of
 * `add` closes the iterable.
 */
export function readItems<T, R>(
  items: Items<T> | AsyncIterable<T>,
  add: (item: T) => void,
  result: () => R,
): R | Promise<R> {
  if (Symbol.iterator in items) return readNow(items, add, result);
  return Symbol.asyncIterator in items ? readLater(items, add, result) : readNow(items.items.values(), add, result);
}

function readNow<T, R>(items: Iterable<T>, add: (item: T) => void, result: () => R): R {
  for (const item of items) add(item);
  return result();
}

async function readLater<T, R>(items: AsyncIterable<T>, add: (item: T) => void, result: () => R): Promise<R> {
  for await (const item of items) add(item);
  return result();
}
