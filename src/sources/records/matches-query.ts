import type { CheckedQuery, Condition } from './check-query.js';
import type { StoredRecord } from './stored-record.js';

/** Whether a record meets every condition of a query, and its search. Order, fields and limit do not matter. */
export function matchesQuery(record: StoredRecord, { conditions, search }: CheckedQuery): boolean {
  return (
    conditions.every((condition) => holds(record[condition.field], condition)) &&
    (search === undefined || contains(record.nsapp, search) || contains(record.error, search))
  );
}

function holds(value: string | number | boolean | undefined, condition: Condition): boolean {
  if (value === undefined || value === '') return false;
  if (condition.anyOf) return condition.anyOf.includes(value);
  const { from = value, to = value } = condition;
  return from <= value && value <= to;
}

function contains(text: string | undefined, search: string): boolean {
  return text !== undefined && inLowerAscii(text).includes(inLowerAscii(search));
}

// Not toLowerCase alone: databases fold only ASCII, and `İ` has another length in lower case.
function inLowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
