import * as v from 'valibot';
import { unknownAmong } from '../did-you-mean.js';
import { TelemetryError } from '../errors.js';
import { parseDiskSize } from './disk-size.js';
import { FIELDS } from './fields.js';
import { invalidField } from './invalid-field.js';
import type { CompleteRecord, KnownRecord, UpdatePayload } from './record.js';
import { CompleteRecordSchema, GivenRecordSchema, KnownRecordSchema, UpdatePayloadSchema } from './schemas.js';

/** What the shell client reports where it knows no version of Proxmox VE. */
export const UNKNOWN_VERSION = 'not found';

/** The shell client's values for what it does not know, in its key order. */
const DEFAULTS: CompleteRecord = {
  ct_type: 1,
  type: 'lxc',
  disk_size: 0,
  core_count: 0,
  ram_size: 0,
  os_type: '',
  os_version: '',
  nsapp: '',
  method: 'default',
  pve_version: UNKNOWN_VERSION,
  status: 'installing',
  random_id: '',
};

/**
 * Checks the caller's record and fills in the defaults.
 *
 * @throws TelemetryError `invalid-record`, naming every invalid field.
 */
export function completeRecord(given: unknown, random_id: string): CompleteRecord {
  const record = checkGiven(GivenRecordSchema, given, random_id);
  return { ...DEFAULTS, ct_type: record.type === 'vm' ? 2 : 1, ...record, random_id };
}

/** Checks what a caller gave of a record; drops `undefined` and empty texts. */
export function checkKnownRecord(given: unknown, random_id: string): KnownRecord {
  return checkGiven(KnownRecordSchema, given, random_id);
}

function checkGiven<T extends KnownRecord>(schema: v.GenericSchema<unknown, T>, given: unknown, random_id: string): T {
  const isThere = (name: string, value: unknown): boolean =>
    value !== undefined && (value !== '' || name === 'pve_version');
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  const record = check(schema, isObject ? asRead(given, isThere) : given);
  if ((record.random_id ?? random_id) !== random_id)
    throw invalidField('random_id', `expected ${random_id}, the installation of this report`);
  return record;
}

/** Checks a complete record, which a hook may have changed. */
export function checkCompleteRecord(record: object): CompleteRecord {
  return check(CompleteRecordSchema, asRead(record));
}

/** Checks an update's payload, which a hook may have changed. */
export function checkUpdatePayload(payload: object): UpdatePayload {
  return check(UpdatePayloadSchema, asRead(payload));
}

function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output;
  const fields = { ...unknownFields(schema, value), ...Object.fromEntries(issues.filter(isOfKnown).map(problem)) };
  const list = Object.entries(fields).map(([field, expected]) => `${field}: ${expected}`);
  throw new TelemetryError('invalid-record', `Invalid record: ${list.join('; ')}`, { fields });
}

/** Every field that the schema does not know; valibot names the first one only. */
function unknownFields(schema: object, value: unknown): Record<string, string> {
  const { entries } = schema as { readonly entries: object };
  const known = Object.keys(entries);
  const unknown = Object.keys(Object(value) as object).filter((field) => !known.includes(field));
  return Object.fromEntries(
    unknown.map((field) => [
      field,
      Object.hasOwn(FIELDS, field) ? 'belongs to `update`, not to a record' : unknownAmong('field', field, known),
    ]),
  );
}

function isOfKnown({ type, expected }: v.BaseIssue<unknown>): boolean {
  return type !== 'strict_object' || expected !== 'never';
}

function problem({ type, message, path }: v.BaseIssue<unknown>): [field: string, expected: string] {
  if (!path) return ['record', message];
  return [String(path[0].key), type === 'strict_object' ? 'is missing' : message];
}

/** Copies the fields that are there, with each text as it is stored. */
function asRead(given: object, isThere: (name: string, value: unknown) => boolean = () => true): object {
  const read: Record<string, unknown> = {};
  for (const name of Object.keys(given)) {
    const value = (given as Record<string, unknown>)[name];
    if (!isThere(name, value)) continue;
    const text = typeof value === 'string' ? readText(name, value) : value;
    // An assignment would not set a field named __proto__, which is then refused.
    if (name === '__proto__') Object.defineProperty(read, name, { value: text, enumerable: true });
    else read[name] = text;
  }
  return read;
}

function readText(name: string, text: string): string | number {
  if (name === 'disk_size') return parseDiskSize(text);
  // A lone surrogate is not a character: JSON can carry it, but newer servers refuse the whole record.
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
