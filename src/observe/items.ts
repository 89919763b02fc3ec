import { isObject } from '../option-check.js';
import { checkOption } from './check-option.js';
import type { Snapshot } from './snapshot.js';

/** What an operator reads at once: an array, a Set, a Map's values, any other iterable, or the items of a snapshot. */
export type Items<T> = Iterable<T> | Snapshot<T>;

/**
 * Reads every item once. Of an async iterable, the promise of the result; it rejects as the iterable does. An error of
 * `add` closes the iterable.
 *
 * @throws TelemetryError `invalid-options` for anything else, such as the promise of a snapshot.
 */
export function readItems<T, R>(
  operator: string,
  given: Items<T> | AsyncIterable<T>,
  add: (item: T) => void,
  result: () => R,
): R | Promise<R> {
  // A text is iterable too.
  const items = Object(given) as Items<T> | AsyncIterable<T>;
  if (Symbol.iterator in items) return readNow(items, add, result);
  if (Symbol.asyncIterator in items) return readLater(items, add, result);
  const expected = 'expected an iterable, an async iterable or a snapshot; await a promise of one';
  checkOption(operator, 'items', isObject(items.items) && Symbol.iterator in items.items, expected);
  return readNow(items.items.values(), add, result);
}

function readNow<T, R>(items: Iterable<T>, add: (item: T) => void, result: () => R): R {
  for (const item of items) add(item);
  return result();
}

async function readLater<T, R>(items: AsyncIterable<T>, add: (item: T) => void, result: () => R): Promise<R> {
  for await (const item of items) add(item);
  return result();
}
