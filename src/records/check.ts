import { unknownAmong } from '../did-you-mean.js';
import { TelemetryError } from '../errors.js';
import { parseDiskSize } from './disk-size.js';
import { FIELDS } from './fields.js';
import { invalidField } from './invalid-field.js';
import type { CompleteRecord, GivenRecord, KnownRecord, UpdatePayload } from './record.js';
import { COMPLETE_RECORD, GIVEN_RECORD, KNOWN_RECORD, type Schema, UPDATE_PAYLOAD } from './schemas.js';

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
  const record = checkGiven<GivenRecord>(GIVEN_RECORD, given, random_id);
  return { ...DEFAULTS, ct_type: record.type === 'vm' ? 2 : 1, ...record, random_id };
}

/** Checks what a caller gave of a record; drops `undefined` and empty texts. */
export function checkKnownRecord(given: unknown, random_id: string): KnownRecord {
  return checkGiven(KNOWN_RECORD, given, random_id);
}

function checkGiven<T extends KnownRecord>(schema: Schema, given: unknown, random_id: string): T {
  const isThere = ([name, value]: [string, unknown]): boolean =>
    value !== undefined && (value !== '' || name === 'pve_version');
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (!isObject) throw invalidField('record', 'expected an object');
  const record = check<T>(schema, asRead(Object.entries(given).filter(isThere)));
  if ((record.random_id ?? random_id) !== random_id)
    throw invalidField('random_id', `expected ${random_id}, the installation of this report`);
  return record;
}

/** Checks a complete record, which a hook may have changed. */
export function checkCompleteRecord(record: object): CompleteRecord {
  return check(COMPLETE_RECORD, asRead(Object.entries(record)));
}

/** Checks an update's payload, which a hook may have changed. */
export function checkUpdatePayload(payload: object): UpdatePayload {
  return check(UPDATE_PAYLOAD, asRead(Object.entries(payload)));
}

/** Returns the fields in the order of their schema. */
function check<T extends object>({ checks, required }: Schema, value: Readonly<Record<string, unknown>>): T {
  const problems: [field: string, expected: string][] = Object.keys(value)
    .filter((name) => !checks.has(name))
    .map((name) => [name, unknownField(name, [...checks.keys()])]);
  const checked: Record<string, unknown> = {};
  for (const [name, [isValid, expected]] of checks) {
    const field = value[name];
    if (!Object.hasOwn(value, name)) {
      if (required.includes(name)) problems.push([name, 'is missing']);
    } else if (isValid(field)) checked[name] = field;
    else problems.push([name, typeof expected === 'string' ? expected : expected(field)]);
  }
  if (problems.length === 0) return checked as T;
  const list = problems.map((problem) => problem.join(': ')).join('; ');
  throw new TelemetryError('invalid-record', `Invalid record: ${list}`, { fields: Object.fromEntries(problems) });
}

function unknownField(name: string, known: readonly string[]): string {
  return Object.hasOwn(FIELDS, name) ? 'belongs to `update`, not to a record' : unknownAmong('field', name, known);
}

/** Copies the fields, with each text as it is stored. */
function asRead(fields: readonly [name: string, value: unknown][]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fields.map(([name, value]) => [name, typeof value === 'string' ? readText(name, value) : value]),
  );
}

function readText(name: string, text: string): string | number {
  if (name === 'disk_size') return parseDiskSize(text);
  // A lone surrogate is not a character: JSON can carry it, but newer servers refuse the whole record.
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
