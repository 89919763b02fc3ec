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

const BLANK: Problem = { code: 'validation_required', message: 'Cannot be blank.' };

/**
 * Converts and checks what a client sent of a record, as PocketBase does. Other fields are ignored.
 *
 * @param isWhole - Whether required columns must be there.
 */
export function checkColumns(given: Readonly<Record<string, unknown>>, isWhole: boolean): CheckedColumns {
  const names = (Object.keys(COLUMNS) as ColumnName[]).filter((name) => isWhole || Object.hasOwn(given, name));
  const read = names.map((name) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    return [name, convert(COLUMNS[name], value), problemWith(COLUMNS[name], value)] as const;
  });
  const problems = read.flatMap(([name, , problem]) => (problem ? [[name, problem] as const] : []));
  if (problems.length > 0) return { problems: Object.fromEntries(problems) };
  return { values: Object.fromEntries(read.map(([name, value]) => [name, value])) };
}

function problemWith(column: Column, given: unknown): Problem | undefined {
  const value = convert(column, given);
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
