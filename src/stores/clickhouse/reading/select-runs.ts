import type { CheckedQuery } from '../../../sources/records/check-query.js';
import { columnsOf } from '../../columns.js';

/** Selects the fields of a query from the rows that were not replaced. */
export function selectOf({ fields }: CheckedQuery): string {
  return `SELECT ${columnsOf(fields).join(', ')} FROM runs FINAL`;
}

/** Orders as `compareRecords` does: what is not set comes first in ascending order. */
export function orderOf({ sort: { field, descending } }: CheckedQuery): string {
  const direction = descending ? 'DESC NULLS LAST' : 'ASC NULLS FIRST';
  // A store has no ids of its own.
  if (field === 'key' || field === 'record_id') return `key ${direction}`;
  return `${field} ${direction}, key ${direction}`;
}
