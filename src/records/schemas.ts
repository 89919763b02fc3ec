import * as v from 'valibot';
import { isFinalStatus } from '../statuses.js';
import { type FieldKind, FIELDS, RECORD_TYPES } from './fields.js';
import { notOneOf } from './invalid-field.js';
import { isRandomId, RANDOM_ID_EXPECTED } from './random-id.js';
import type { CompleteRecord, GivenRecord, KnownRecord, RecordPatch, UpdatePayload } from './record.js';

const CT_TYPE_EXPECTED = 'expected 0, 1 or 2';
const NUMBER_EXPECTED = 'expected a number from 0';
const DISK_SIZE_EXPECTED = 'expected GB as a number from 0 or text such as "20G"';
const TEXT_EXPECTED = 'expected text';

const isAmount = (value: unknown): boolean => Number.isFinite(value) && (value as number) >= 0;
const isExitCode = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): boolean => typeof value === 'string';
const isOneOf =
  (values: readonly unknown[]) =>
  (value: unknown): boolean =>
    values.includes(value);

const TEXT = v.custom(isText, TEXT_EXPECTED);

// All schemas are of one kind, so that little of valibot is loaded.
const SCHEMAS: Readonly<Record<FieldKind, v.GenericSchema>> = {
  id: v.custom(isRandomId, RANDOM_ID_EXPECTED),
  type: v.custom(isOneOf(RECORD_TYPES), ({ input }) => notOneOf(input, RECORD_TYPES)),
  ct_type: v.custom(isOneOf([0, 1, 2]), CT_TYPE_EXPECTED),
  status: v.custom((value) => value === 'installing' || isFinalStatus(value), 'expected a status'),
  disk_size: v.custom(isAmount, DISK_SIZE_EXPECTED),
  amount: v.custom(isAmount, NUMBER_EXPECTED),
  exit_code: v.custom(isExitCode, NUMBER_EXPECTED),
  text: TEXT,
  version: TEXT,
  flag: v.custom((value) => typeof value === 'boolean', 'expected true or false'),
};

// The servers refuse a record without an application.
const NSAPP: v.GenericSchema = v.custom(
  (value) => value !== '' && isText(value),
  ({ input }) => (input === '' ? 'is missing' : TEXT_EXPECTED),
);

type Name = keyof CompleteRecord;

/** The end of an installation, as it is sent. */
const END: Readonly<Record<keyof RecordPatch, v.GenericSchema>> = {
  status: v.custom(isFinalStatus, 'expected a final status'),
  error: TEXT,
  exit_code: SCHEMAS.exit_code,
};

/** The schemas of some fields, in the order of their table. Fields that are not required may be left out. */
function fields(names: readonly Name[], required: readonly Name[]): Record<string, v.GenericSchema> {
  return Object.fromEntries(
    names.map((name): [Name, v.GenericSchema] => {
      const schema = SCHEMAS[FIELDS[name][0]];
      if (!required.includes(name)) return [name, v.exactOptional(schema)];
      return [name, name === 'nsapp' ? NSAPP : schema];
    }),
  );
}

const NAMES = Object.keys(FIELDS) as Name[];
const COMPLETE = NAMES.slice(0, NAMES.indexOf('error'));
const KNOWN = NAMES.filter((name) => !Object.hasOwn(END, name));

/** A caller's record for a create, without `undefined` values. */
export const GivenRecordSchema: v.GenericSchema<unknown, GivenRecord> = v.strictObject(
  fields(KNOWN, ['type', 'nsapp']),
) as never;

/** A caller's partial record, without `undefined` values. */
export const KnownRecordSchema: v.GenericSchema<unknown, KnownRecord> = v.strictObject(fields(KNOWN, []));

/** A complete record, as it is sent. */
export const CompleteRecordSchema: v.GenericSchema<unknown, CompleteRecord> = v.strictObject(
  fields(NAMES, COMPLETE),
) as never;

/** The payload of an update, as it is sent. */
export const UpdatePayloadSchema: v.GenericSchema<unknown, UpdatePayload> = v.strictObject({
  ...END,
  ...fields(KNOWN, []),
}) as never;
