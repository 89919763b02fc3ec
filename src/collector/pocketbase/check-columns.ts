import { type Column, type ColumnName, COLUMNS } from './columns.js';

/** What is wrong with a column, as PocketBase says it. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The values of columns, each of its type. A text or a number that is not set is `''` or 0. */
export type ColumnValues = Readonly<Partial<Record<ColumnName, string | number>>>;

/** Values, or what is wrong with each column. */
export type CheckedColumns =
  { readonly values: ColumnValues } | { readonly problems: Readonly<Record<string, Problem>> };

const NAMES = Object.keys(COLUMNS) as ColumnName[];
const BLANK: Problem = { code: 'validation_required', message: 'Cannot be blank.' };

/**
 * Converts and checks what a client sent of a record, as PocketBase does. Other fields are ignored.
 *
 * @param isWhole - Whether required columns must be there.
 */
export function checkColumns(given: Readonly<Record<string, unknown>>, isWhole: boolean): CheckedColumns {
  const values: Partial<Record<ColumnName, string | number>> = {};
  const problems: Partial<Record<ColumnName, Problem>> = {};
  for (const name of NAMES) {
    const isGiven = Object.hasOwn(given, name);
    if (!isWhole && !isGiven) continue;
    const value = convert(COLUMNS[name], isGiven ? given[name] : undefined);
    const problem = problemWith(COLUMNS[name], value, given[name]);
    if (problem !== undefined) problems[name] = problem;
    values[name] = value;
  }
  return Object.keys(problems).length > 0 ? { problems } : { values };
}

function problemWith(column: Column, value: string | number, given: unknown): Problem | undefined {
  if (column.kind === 'number') return problemWithNumber(column, value as number, given);
  const text = value as string;
  if (text === '') return column.required ? BLANK : undefined;
  if (column.kind === 'select') {
    const params = { value: text };
    if (column.words.includes(text)) return undefined;
    return { code: 'validation_invalid_value', message: `Invalid value ${text}.`, params };
  }
  const { min = 0, max } = column;
  if ([...text].length < min) {
    const message = `Must be at least ${min} character(s).`;
    return { code: 'validation_min_text_constraint', message, params: { min } };
  }
  if (text.length <= max) return undefined;
  return {
    code: 'validation_max_text_constraint',
    message: `Must be no more than ${max} character(s).`,
    params: { max },
  };
}

function problemWithNumber(
  { required, isWhole }: Column & { readonly kind: 'number' },
  value: number,
  given: unknown,
): Problem | undefined {
  if (required && value === 0 && given !== 0) return BLANK;
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
    return { code: 'validation_min_number_constraint', message: 'Must be larger than 0', params: { min: 0 } };
  }
  if (!isWhole || Number.isInteger(value)) return undefined;
  return { code: 'validation_only_int_constraint', message: 'Decimal numbers are not allowed.' };
}

/** Converts a value as PocketBase does: what is not a number is 0, and of a list for one word the last counts. */
function convert({ kind }: Column, given: unknown): string | number {
  if (kind === 'number') return toNumber(given);
  const value: unknown = kind === 'select' && Array.isArray(given) ? given.at(-1) : given;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function toNumber(given: unknown): number {
  if (typeof given === 'number' || typeof given === 'boolean') return Number(given);
  const isNumber = typeof given === 'string' && /^\s*[+-]?\d{1,15}(?:\.\d{1,9})?\s*$/.test(given);
  return isNumber ? Number(given) : 0;
}
