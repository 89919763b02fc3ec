import type { CheckedQuery, Condition, EqualsCondition } from '../../../sources/records/check-query.js';
import { RECORD_FIELDS } from '../../../sources/records/record-fields.js';
import type { RecordField } from '../../../sources/records/stored-record.js';
import { COLUMNS } from '../../columns.js';
import { type BoundValues, chunksOf } from './bound-values.js';

/** Fields of numbers with fractions. The others hold integers. */
const FRACTIONS: readonly RecordField[] = ['disk_size'];
const NEVER = '0';

/**
 * Compiles the conditions and the search of a query over the columns of `runs`. The text is made of names of columns and
 * of values only.
 *
 * @param bind - Takes the values.
 */
export function compileQuery(
  { conditions, search }: Pick<CheckedQuery, 'conditions' | 'search'>,
  bind: BoundValues,
): string {
  const all = conditions.map((condition) => compileCondition(condition, bind));
  if (search !== undefined) all.push(compileSearch(search, bind));
  return allOf(all);
}

/** Joins conditions, all of which must hold. */
export function allOf(conditions: readonly string[]): string {
  return conditions.map((condition) => `(${condition})`).join(' AND ') || '1';
}

function compileCondition(condition: Condition, bind: BoundValues): string {
  const { field } = condition;
  if (!COLUMNS.includes(field)) return NEVER;
  if (condition.anyOf) return compileList(condition, bind);
  const type = FRACTIONS.includes(field) ? 'Float64' : 'Int64';
  const bounds: readonly (readonly [string, string | number | undefined])[] = [
    ['>=', condition.from],
    ['<=', condition.to],
  ];
  return allOf(
    bounds.flatMap(([operator, bound]) =>
      bound === undefined ? [] : [`${field} ${operator} ${bind(type, boundOf(field, operator, bound))}`],
    ),
  );
}

/** A list in parts, since the server takes values of up to 128 KiB. */
function compileList({ field, anyOf }: EqualsCondition, bind: BoundValues): string {
  const [type, values] = listOf(field, anyOf);
  const parts = chunksOf(values).map((some) => bind(`Array(${type})`, some));
  const isListed = (column: RecordField): string => parts.map((part) => `${column} IN ${part}`).join(' OR ') || NEVER;
  // The key is one of both ids, and has the index.
  return field === 'execution_id' ? allOf([isListed('key'), isListed(field)]) : isListed(field);
}

/** The values that the column can hold: an empty text is not set, and a fraction is not an integer. */
function listOf(field: RecordField, anyOf: EqualsCondition['anyOf']): [type: string, values: (string | number)[]] {
  const type = RECORD_FIELDS[field];
  if (type === 'flag') return ['UInt8', anyOf.map(Number)];
  if (type !== 'number') return ['String', anyOf.map(String).filter((text) => text !== '')];
  if (FRACTIONS.includes(field)) return ['Float64', anyOf.map(Number)];
  return ['Int64', anyOf.map(Number).filter(Number.isSafeInteger)];
}

/** A bound for integers, where the column holds them: the next one within the range. */
function boundOf(field: RecordField, operator: string, bound: string | number): number {
  if (RECORD_FIELDS[field] === 'moment') return Date.parse(bound as string);
  if (FRACTIONS.includes(field)) return bound as number;
  const within = operator === '>=' ? Math.ceil(bound as number) : Math.floor(bound as number);
  return Math.max(Math.min(within, BEYOND), -BEYOND);
}

/** Beyond every integer that is stored. */
const BEYOND = 2 ** 60;

/** `lower` changes ASCII letters only, as a search does. */
function compileSearch(search: string, bind: BoundValues): string {
  const text = `lower(${bind('String', search)})`;
  return ['nsapp', 'error'].map((column) => `position(lower(${column}), ${text}) > 0`).join(' OR ');
}
