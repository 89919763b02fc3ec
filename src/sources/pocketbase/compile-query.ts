import { isFinalStatus } from '../../statuses.js';
import type { CheckedQuery, Condition, EqualsCondition, RangeCondition } from '../records/check-query.js';
import { RECORD_FIELDS, RECORD_STATUSES } from '../records/record-fields.js';
import { requiredColumnOf } from './columns.js';
import { momentLiteral, numberLiteral, partLiteral, searchLiteral, textLiteral } from './filter-literals.js';

/**
 * The limits of one filter, with room for the conditions of a page. PocketBase has them from 0.23: 3,500 bytes and 200
 * comparisons. The filter is measured as it stands in the URL, because proxies limit that.
 */
const LONGEST_FILTER = 3_000;
const MOST_COMPARISONS = 190;

/** The most filters that one query is split into. */
const MOST_PARTS = 64;

/** A part of a query that one filter reads. */
export interface QueryPart {
  /** Matches every record of this part; empty for all records. */
  readonly filter: string;
  /** The part itself, to be checked here if the filter may match more records; left out if it is exact. */
  readonly check?: CheckedQuery;
}

/** A condition as a filter. */
interface Compiled {
  /** Joined by `||`; no alternative means that no record matches. */
  readonly alternatives: readonly string[];
  readonly comparisons: number;
  readonly isExact: boolean;
}

/**
 * Compiles a query to filters. No record matches two of them, and together they match every record of the query. A
 * query that is too long for one filter is split at its longest list; where that would make too many filters, or a
 * filter cannot hold a value, the filter asks for less and the records are checked here.
 *
 * @returns no part if no record can match.
 * @throws TelemetryError `invalid-query` for a condition on a field that the collection does not have.
 */
export function compileQuery(query: CheckedQuery): QueryPart[] {
  const left: Condition[] = [];
  for (;;) {
    const parts = split(query, left);
    if (parts.length <= MOST_PARTS) return parts;
    left.push(longest(query.conditions.filter((condition) => !left.includes(condition))));
  }
}

/** Splits a query until each part fits into a filter; conditions in `left` are not filtered but checked. */
function split(query: CheckedQuery, left: readonly Condition[]): QueryPart[] {
  const filtered = query.conditions.filter((condition) => !left.includes(condition));
  const compiled = filtered.map(compileCondition);
  if (query.search !== undefined) compiled.push(compileSearch(query.search));
  if (compiled.some(({ alternatives }) => alternatives.length === 0)) return [];

  const filter = compiled
    .map(({ alternatives }) => alternatives.join('||'))
    .filter((text) => text !== '')
    .map((text) => `(${text})`)
    .join('&&');
  const comparisons = compiled.reduce((sum, one) => sum + one.comparisons, 0);
  if (encodeURIComponent(filter).length <= LONGEST_FILTER && comparisons <= MOST_COMPARISONS) {
    const isExact = left.length === 0 && compiled.every((one) => one.isExact);
    return [isExact ? { filter } : { filter, check: query }];
  }

  const condition = longest(filtered);
  const { anyOf = [] } = condition;
  if (anyOf.length < 2) return split(query, [...left, condition]);
  const middle = anyOf.length / 2;
  return [anyOf.slice(0, middle), anyOf.slice(middle)].flatMap((half) => {
    const conditions = query.conditions.map((one) => (one === condition ? { ...condition, anyOf: half } : one));
    return split({ ...query, conditions: conditions }, left);
  });
}

/** The condition that takes the most room in a filter. */
function longest(conditions: readonly Condition[]): Condition {
  const room = (condition: Condition): number => compileCondition(condition).alternatives.join('||').length;
  return conditions.reduce((a, b) => (room(b) > room(a) ? b : a));
}

function compileCondition(condition: Condition): Compiled {
  const column = requiredColumnOf(condition.field);
  if (RECORD_FIELDS[condition.field] === 'number') return compileNumbers(column, condition);
  return condition.anyOf ? compileTexts(column, condition) : compileMoments(column, condition);
}

function compileTexts(column: string, { field, anyOf }: EqualsCondition): Compiled {
  // An unset text is stored as an empty one, and no condition holds for it.
  const texts = (anyOf as readonly string[]).filter((text) => text !== '');
  if (field === 'status') return compileStatuses(texts);
  const literals = texts.map(textLiteral);
  const alternatives = texts.map((text, place) => {
    if (literals[place] !== undefined) return `${column}=${literals[place]}`;
    const part = partLiteral(text);
    return part === undefined ? `${column}!=''` : `${column}~${part}`;
  });
  return { alternatives, comparisons: alternatives.length, isExact: !literals.includes(undefined) };
}

/** Every status that is stored in another spelling than `unknown`, which is also read for one that is not known here. */
const KNOWN_STORED: readonly string[] = ['sucess', ...RECORD_STATUSES.filter((status) => status !== 'unknown')];

function compileStatuses(statuses: readonly string[]): Compiled {
  const alternatives = statuses.flatMap((status) => {
    if (status === 'unknown') return `(${KNOWN_STORED.map((known) => `status!='${known}'`).join('&&')})`;
    return (status === 'success' ? ['sucess', status] : [status]).map((stored) => `status='${stored}'`);
  });
  return { alternatives, comparisons: alternatives.length + KNOWN_STORED.length, isExact: true };
}

function compileMoments(column: string, { from, to }: RangeCondition): Compiled {
  const bounds = [
    ...(from === undefined ? [] : [`${column}>=${momentLiteral(from as string)}`]),
    ...(to === undefined ? [] : [`${column}<=${momentLiteral(to as string)}`]),
  ];
  return { alternatives: [bounds.join('&&')], comparisons: bounds.length, isExact: true };
}

/** An unset number is stored as 0, so that 0 is only a value where the field cannot be unset. */
function compileNumbers(column: string, condition: Condition): Compiled {
  const zero = column === 'ct_type' ? undefined : `${column}!=0`;
  const isZeroSet = column === 'exit_code' ? FINAL : undefined;
  if (condition.anyOf) {
    const numbers = condition.anyOf as readonly number[];
    const alternatives = numbers.flatMap((number) => {
      const equals = `${column}=${numberLiteral(number)}`;
      if (number !== 0 || zero === undefined) return equals;
      return isZeroSet === undefined ? [] : `(${equals}&&(${isZeroSet}))`;
    });
    return { alternatives, comparisons: alternatives.length + FINAL_STORED.length, isExact: true };
  }
  const { from = -Infinity, to = Infinity } = condition as { from?: number; to?: number };
  const bounds = [
    ...(from === -Infinity ? [] : [`${column}>=${numberLiteral(from)}`]),
    ...(to === Infinity ? [] : [`${column}<=${numberLiteral(to)}`]),
    ...(from > 0 || to < 0 || zero === undefined ? [] : [isZeroSet === undefined ? zero : `(${zero}||${isZeroSet})`]),
  ];
  return {
    alternatives: [bounds.join('&&')],
    comparisons: bounds.length + FINAL_STORED.length,
    isExact: true,
  };
}

/** The final statuses as they are stored; only with one of them an exit code of 0 is set. */
const FINAL_STORED: readonly string[] = ['sucess', ...RECORD_STATUSES.filter(isFinalStatus)];
const FINAL = FINAL_STORED.map((status) => `status='${status}'`).join('||');

function compileSearch(search: string): Compiled {
  const literal = searchLiteral(search);
  // SQLite's LIKE does not look behind a NUL, so that a text with one is only found here.
  const wanted = literal ?? (search.includes('\0') ? undefined : partLiteral(search));
  const alternatives = wanted === undefined ? [''] : [`nsapp~${wanted}`, `error~${wanted}`];
  return { alternatives, comparisons: alternatives.length, isExact: literal !== undefined };
}
