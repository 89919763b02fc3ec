import { unknownAmong } from '../../did-you-mean.js';
import { guarded, TelemetryError } from '../../errors.js';
import { readMoment } from './moment.js';
import { type FieldType, RECORD_FIELDS, RECORD_STATUSES } from './record-fields.js';
import type { RecordQuery } from './record-query.js';
import type { RecordField } from './stored-record.js';

/** The field equals one of the values. With no value, the condition never holds. */
export interface EqualsCondition {
  readonly field: RecordField;
  /** Each once. */
  readonly anyOf: readonly (string | number | boolean)[];
}

/**
 * The field lies between two numbers or two moments, both included. At least one is there. A moment is ISO 8601 in UTC
 * with milliseconds, as in a stored record.
 */
export interface RangeCondition {
  readonly field: RecordField;
  readonly anyOf?: undefined;
  readonly from?: number | string;
  readonly to?: number | string;
}

/** What a query asks of one field. */
export type Condition = EqualsCondition | RangeCondition;

/** A query that was checked, in one form and with its defaults. */
export interface CheckedQuery {
  /** In the order of the query. All must hold. */
  readonly conditions: readonly Condition[];
  /** Not empty. */
  readonly search?: string;
  readonly sort: { readonly field: RecordField; readonly descending: boolean };
  /** Whether the order does not matter. `sort` is then the default. */
  readonly unordered: boolean;
  /** Each once, with `key` first; left out for all fields. */
  readonly fields?: readonly RecordField[];
  readonly limit?: number;
}

/** What one property of a query says. */
type Part = { readonly condition: Condition } | Partial<Omit<CheckedQuery, 'conditions'>>;

const FIELD_NAMES = Object.keys(RECORD_FIELDS) as RecordField[];

const EXPECTED_OF_TYPE: Readonly<Record<FieldType, string>> = {
  key: 'expected `random_id` or `execution_id` instead',
  text: 'expected a text or a list of texts',
  status: `expected one or a list of ${RECORD_STATUSES.join(', ')}`,
  number: 'expected a finite number, a list of them, or { from, to }',
  flag: 'expected true or false',
  moment: 'expected { from, to }, each a Date or ISO 8601 with time and zone, such as 2026-11-21T00:00:00Z',
};

const EXPECTED_OF_OTHERS: Readonly<Record<string, string>> = {
  search: 'expected a text',
  sort: 'expected a field, with `-` for descending order',
  order: 'expected `none`, without `sort`',
  fields: 'expected a list of fields',
  limit: 'expected an integer from 1',
};

const PROPERTIES = [...FIELD_NAMES.filter((field) => field !== 'key'), ...Object.keys(EXPECTED_OF_OTHERS)];

/**
 * Checks a query and brings it into one form. Only its own properties count; one that is `undefined` counts as left out.
 *
 * @throws TelemetryError `invalid-query`, naming every property that is wrong. No other error, whatever is given.
 */
export function checkQuery(query: RecordQuery | undefined): CheckedQuery {
  const given = query === undefined ? {} : ownProperties(query);
  if (given === undefined) throw invalidQuery({ query: 'expected an object that can be read' });
  const parts: Part[] = [];
  let problems: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined && PROPERTIES.includes(name)) continue;
    const part = guarded(() => readProperty(name, value));
    if (part !== undefined) parts.push(part);
    // A spread, because an assignment would not set a property named __proto__.
    else problems = { ...problems, [name]: expectedOf(name, value) };
  }
  if (given['order'] !== undefined && given['sort'] !== undefined)
    problems = { ...problems, order: EXPECTED_OF_OTHERS['order'] as string };
  if (Object.keys(problems).length > 0) throw invalidQuery(problems);
  return {
    sort: { field: 'created', descending: false },
    unordered: false,
    ...Object.assign({}, ...parts.filter((part) => !('condition' in part))),
    conditions: parts.flatMap((part) => ('condition' in part ? part.condition : [])),
  } as CheckedQuery;
}

/**
 * Checks the query of a subscription. It follows all records that match, so it takes no limit.
 *
 * @throws TelemetryError `invalid-query`
 */
export function checkFollowedQuery(query: RecordQuery | undefined): CheckedQuery {
  const checked = checkQuery(query);
  if (checked.limit === undefined) return checked;
  throw invalidQuery({ limit: 'expected none: a subscription follows all records' });
}

/** Makes the error for a query: property → what is wrong with it. */
export function invalidQuery(fields: Readonly<Record<string, string>>): TelemetryError {
  const problems = Object.entries(fields).map((entry) => entry.join(': '));
  return new TelemetryError('invalid-query', `Invalid query: ${problems.join('; ')}`, { fields });
}

/** Copies the own properties; `undefined` for what is not a plain object, or cannot be read as a whole. */
export function ownProperties(value: unknown): Record<string, unknown> | undefined {
  return guarded(() =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? { __proto__: null, ...value } : undefined,
  );
}

/** Reads a property; returns `undefined` or throws if it is wrong. */
function readProperty(name: string, value: unknown): Part | undefined {
  if (isField(name)) {
    const condition = readCondition(name, RECORD_FIELDS[name], value);
    return condition && { condition };
  }
  if (name === 'search' && isText(value)) return value === '' ? {} : { search: value };
  if (name === 'sort') return readSort(value);
  if (name === 'order' && value === 'none') return { unordered: true };
  if (name === 'fields') return readFields(value);
  if (name === 'limit' && Number.isSafeInteger(value) && (value as number) > 0) return { limit: value as number };
  return undefined;
}

function readCondition(field: RecordField, type: FieldType, value: unknown): Condition | undefined {
  if (type === 'text') return readList(field, value, isText);
  if (type === 'status') return readList(field, value, isStatus);
  if (type === 'flag') return typeof value === 'boolean' ? { field, anyOf: [value] } : undefined;
  if (type === 'moment') return readRange(field, value, readMoment);
  if (type === 'number') return readList(field, value, Number.isFinite) ?? readRange(field, value, readNumber);
  return undefined;
}

function readList(field: RecordField, value: unknown, isValid: (value: unknown) => boolean): Condition | undefined {
  // Object.values, because a list's own iterator may do anything.
  const values: unknown[] = Array.isArray(value) ? Object.values(value) : [value];
  return values.every(isValid) ? { field, anyOf: [...new Set(values as string[])] } : undefined;
}

function readRange(
  field: RecordField,
  value: unknown,
  read: (bound: unknown) => number | string | undefined,
): Condition | undefined {
  const bounds = Object.entries(ownProperties(value) ?? {}).filter(([, bound]) => bound !== undefined);
  const known = bounds.map(([name, bound]) => (name === 'from' || name === 'to' ? [name, read(bound)] : []));
  if (known.length === 0 || known.some(([, bound]) => bound === undefined)) return undefined;
  return { field, ...Object.fromEntries(known as [string, number | string][]) };
}

function readSort(value: unknown): Part | undefined {
  if (typeof value !== 'string') return undefined;
  const descending = value.startsWith('-');
  const field = descending ? value.slice(1) : value;
  return isField(field) ? { sort: { field, descending } } : undefined;
}

function readFields(value: unknown): Part | undefined {
  const fields: unknown[] | undefined = Array.isArray(value) ? Object.values(value) : undefined;
  return fields?.every(isField) ? { fields: [...new Set<RecordField>(['key', ...fields])] } : undefined;
}

function readNumber(value: unknown): number | undefined {
  return Number.isFinite(value) ? (value as number) : undefined;
}

/** Whether this is the name of a field. */
export function isField(name: unknown): name is RecordField {
  return FIELD_NAMES.includes(name as RecordField);
}

/** Whether this is a text. Half a surrogate pair is not: no server stores it, and in a URL it would become U+FFFD. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && !/\p{Surrogate}/u.test(value);
}

function isStatus(value: unknown): boolean {
  return (RECORD_STATUSES as readonly unknown[]).includes(value);
}

/** Says what is wrong with a property: an unknown word in it, else what was expected. */
function expectedOf(name: string, value: unknown): string {
  if (!PROPERTIES.includes(name) && name !== 'key') return unknownAmong('field', name, PROPERTIES);
  const word = guarded(() => unknownWordOf(name, value));
  if (word !== undefined) return word;
  return isField(name) ? EXPECTED_OF_TYPE[RECORD_FIELDS[name]] : (EXPECTED_OF_OTHERS[name] as string);
}

function unknownWordOf(name: string, value: unknown): string | undefined {
  if (name === 'sort' && typeof value === 'string') return unknownAmong('field', value.replace(/^-/, ''), FIELD_NAMES);
  const known: readonly string[] | undefined =
    name === 'status' ? RECORD_STATUSES : name === 'fields' ? FIELD_NAMES : undefined;
  const words: unknown[] = Array.isArray(value) ? Object.values(value) : [value];
  const unknown = words.find((word) => typeof word === 'string' && !known?.includes(word));
  return known && unknown !== undefined
    ? unknownAmong(name === 'status' ? 'status' : 'field', unknown as string, known)
    : undefined;
}
