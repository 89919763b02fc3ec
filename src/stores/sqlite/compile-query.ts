import type { CheckedQuery, Condition } from '../../sources/records/check-query.js';
import { RECORD_FIELDS } from '../../sources/records/record-fields.js';
import type { RecordField } from '../../sources/records/stored-record.js';
import { COLUMNS } from '../columns.js';
import type { SqlValue } from './load-sqlite.js';

/** A condition in SQL, with its values in the order of its question marks. */
export interface Filter {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** Joins conditions, all of which must hold. */
export function allOf(filters: readonly Filter[]): Filter {
  const sql = filters.map((filter) => `(${filter.sql})`).join(' AND ');
  return { sql: sql || '1', values: filters.flatMap(({ values }) => values) };
}

/** Compiles the conditions and the search of a query. The text is made of names of columns only. */
export function compileQuery({ conditions, search }: Pick<CheckedQuery, 'conditions' | 'search'>): Filter {
  return allOf([...conditions.map(compileCondition), ...(search === undefined ? [] : [compileSearch(search)])]);
}

function compileCondition(condition: Condition): Filter {
  const { field } = condition;
  if (!COLUMNS.includes(field)) return { sql: '0', values: [] };
  if (condition.anyOf) return compileList(field, JSON.stringify(condition.anyOf));
  const { from, to } = condition;
  return allOf([
    ...(from === undefined ? [] : [{ sql: `${field} >= ?`, values: [boundOf(field, from)] }]),
    ...(to === undefined ? [] : [{ sql: `${field} <= ?`, values: [boundOf(field, to)] }]),
  ]);
}

/** One value for any number of them, so that no list is too long. */
function compileList(field: RecordField, list: string): Filter {
  const isListed = (column: RecordField): string => `${column} IN (SELECT value FROM json_each(?))`;
  // The key is one of both ids, and has the index.
  if (field === 'execution_id') return { sql: `${isListed('key')} AND ${isListed(field)}`, values: [list, list] };
  if (field !== 'random_id') return { sql: isListed(field), values: [list] };
  const sql = `(${isListed('key')} AND random_id = key) OR (${isListed(field)} AND random_id <> key)`;
  return { sql, values: [list, list] };
}

function boundOf(field: RecordField, bound: string | number): number {
  return RECORD_FIELDS[field] === 'moment' ? Date.parse(bound as string) : (bound as number);
}

/** SQLite's `lower` changes ASCII letters only, as a search does. */
function compileSearch(search: string): Filter {
  const sql = 'instr(lower(nsapp), lower(?)) > 0 OR instr(lower(error), lower(?)) > 0';
  return { sql, values: [search, search] };
}
