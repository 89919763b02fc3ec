import type { CheckedQuery } from './check-query.js';
import type { StoredRecord } from './stored-record.js';

type Value = string | number | boolean | undefined;

/**
 * Makes the comparison of two records by a query's `sort`. Records with equal values are ordered by their id, which is
 * the `record_id` and else the `key`. Descending order is ascending order from its end, ids included.
 *
 * Texts are ordered by code points, as databases do; records without the field come first in ascending order.
 */
export function compareRecords({ sort }: Pick<CheckedQuery, 'sort'>): (a: StoredRecord, b: StoredRecord) => number {
  const direction = sort.descending ? -1 : 1;
  return (a, b) => direction * (compareValues(a[sort.field], b[sort.field]) || compareValues(idOf(a), idOf(b)));
}

function idOf({ record_id, key }: StoredRecord): string {
  return record_id ?? key;
}

/** Compares two values of one field. What is not set comes first; texts are ordered by code points. */
export function compareValues(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  return Number(a) - Number(b);
}

/** Compares by code points. `<` compares UTF-16 units, in which an emoji comes before U+FFFD. */
function compareTexts(a: string, b: string): number {
  let place = 0;
  while (place < a.length && a[place] === b[place]) place += 1;
  const [unitOfA, unitOfB] = [a, b].map((text) => orderOf(text.charCodeAt(place)));
  return (unitOfA as number) - (unitOfB as number);
}

/** Moves surrogates behind the other units. The end of a text comes first. */
function orderOf(unit: number): number {
  if (Number.isNaN(unit)) return -1;
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
