import { isFinalStatus } from '../statuses.js';
import { type FieldKind, FIELDS, RECORD_TYPES } from './fields.js';
import { notOneOf } from './invalid-field.js';
import { isRandomId, RANDOM_ID_EXPECTED } from './random-id.js';
import type { CompleteRecord, RecordPatch } from './record.js';

/** The check of a field, and what it expects, which may depend on the value. */
export type FieldCheck = readonly [
  isValid: (value: unknown) => boolean,
  expected: string | ((value: unknown) => string),
];

/** The fields of an object, in order, and which of them must be there. */
export interface Schema {
  readonly checks: ReadonlyMap<string, FieldCheck>;
  readonly required: readonly string[];
}

const NUMBER_EXPECTED = 'expected a number from 0';
const TEXT_EXPECTED = 'expected text';

const isAmount = (value: unknown): boolean => Number.isFinite(value) && (value as number) >= 0;
const isExitCode = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): boolean => typeof value === 'string';
const isOneOf =
  (values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value);

const TEXT: FieldCheck = [isText, TEXT_EXPECTED];

const CHECKS: Readonly<Record<FieldKind, FieldCheck>> = {
  id: [isRandomId, RANDOM_ID_EXPECTED],
  type: [isOneOf(RECORD_TYPES), (value) => notOneOf(value, RECORD_TYPES)],
  ct_type: [isOneOf([0, 1, 2]), 'expected 0, 1 or 2'],
  status: [(value) => value === 'installing' || isFinalStatus(value), 'expected a status'],
  disk_size: [isAmount, 'expected GB as a number from 0 or text such as "20G"'],
  amount: [isAmount, NUMBER_EXPECTED],
  exit_code: [isExitCode, NUMBER_EXPECTED],
  text: TEXT,
  version: TEXT,
  flag: [(value) => typeof value === 'boolean', 'expected true or false'],
};

// The servers refuse a record without an application.
const NSAPP: FieldCheck = [
  (value) => value !== '' && isText(value),
  (value) => (value === '' ? 'is missing' : TEXT_EXPECTED),
];

type Name = keyof CompleteRecord;

/** The end of an installation, as it is sent. */
const END: readonly (readonly [keyof RecordPatch, FieldCheck])[] = [
  ['status', [isFinalStatus, 'expected a final status']],
  ['error', TEXT],
  ['exit_code', CHECKS.exit_code],
];
const END_NAMES = END.map(([name]) => name);

/** The schema of some fields, in the order of their table. */
function schemaOf(names: readonly Name[], required: readonly Name[]): Schema {
  const checkOf = (name: Name): FieldCheck =>
    name === 'nsapp' && required.includes(name) ? NSAPP : CHECKS[FIELDS[name][0]];
  return { checks: new Map(names.map((name) => [name, checkOf(name)])), required };
}

const NAMES = Object.keys(FIELDS) as Name[];
const COMPLETE = NAMES.slice(0, NAMES.indexOf('error'));
const KNOWN = NAMES.filter((name) => !(END_NAMES as readonly Name[]).includes(name));

/** A caller's record for a create, without `undefined` values. */
export const GIVEN_RECORD: Schema = schemaOf(KNOWN, ['type', 'nsapp']);

/** A caller's partial record, without `undefined` values. */
export const KNOWN_RECORD: Schema = schemaOf(KNOWN, []);

/** A complete record, as it is sent. */
export const COMPLETE_RECORD: Schema = schemaOf(NAMES, COMPLETE);

/** The payload of an update, as it is sent. */
export const UPDATE_PAYLOAD: Schema = {
  checks: new Map<string, FieldCheck>([...END, ...KNOWN_RECORD.checks]),
  required: END_NAMES,
};
