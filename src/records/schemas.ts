import * as v from 'valibot';
import { parseDiskSize } from './disk-size.js';
import { isRandomId, RANDOM_ID_EXPECTED } from './random-id.js';
import type { NewRecord, RecordPatch, RecordType } from './record.js';

const RECORD_TYPES: readonly RecordType[] = ['lxc', 'vm', 'addon', 'pve'];
const TYPE_EXPECTED = 'expected "lxc", "vm", "addon" or "pve"';
const CT_TYPE_EXPECTED = 'expected 0, 1 or 2';
const NUMBER_EXPECTED = 'expected a number from 0';
const DISK_SIZE_EXPECTED = 'expected GB as a number from 0 or text such as "20G"';
const TEXT_EXPECTED = 'expected text';

const TypeSchema = v.picklist(RECORD_TYPES, TYPE_EXPECTED);
const CtTypeSchema = v.picklist([0, 1, 2] as const, CT_TYPE_EXPECTED);
const RandomIdSchema = v.custom<string>(isRandomId, RANDOM_ID_EXPECTED);
const AmountSchema = amount(NUMBER_EXPECTED);
// Half a surrogate pair is no character: JSON would carry it, and newer servers refuse the whole record for it.
const TextSchema = v.pipe(
  v.string(TEXT_EXPECTED),
  v.transform((text) => text.replace(/\p{Surrogate}/gu, '\uFFFD')),
);
const DiskSizeSchema = v.union(
  [amount(DISK_SIZE_EXPECTED), v.pipe(v.string(), v.transform(parseDiskSize), v.number(DISK_SIZE_EXPECTED))],
  DISK_SIZE_EXPECTED,
);

function amount(expected: string): v.GenericSchema<number> {
  return v.pipe(v.number(expected), v.finite(expected), v.minValue(0, expected));
}

function orDefault(fallback: string): v.GenericSchema<string | undefined, string> {
  return v.pipe(
    v.optional(TextSchema, fallback),
    v.transform((text) => (text === '' ? fallback : text)),
  );
}

/** What a caller gives, completed: the contract's keys in the contract's order. */
export const InstallationRecordSchema: v.GenericSchema<unknown, NewRecord> = v.pipe(
  v.strictObject({
    ct_type: v.optional(CtTypeSchema),
    type: TypeSchema,
    disk_size: v.optional(DiskSizeSchema, 0),
    core_count: v.optional(AmountSchema, 0),
    ram_size: v.optional(AmountSchema, 0),
    os_type: orDefault(''),
    os_version: orDefault(''),
    nsapp: orDefault(''),
    method: orDefault('default'),
    pve_version: v.optional(TextSchema, 'not found'),
    random_id: RandomIdSchema,
  }),
  v.transform(({ ct_type, random_id, ...given }) => ({
    ct_type: ct_type ?? (given.type === 'vm' ? 2 : 1),
    ...given,
    status: 'installing' as const,
    random_id,
  })),
);

/** The end of an installation, as it leaves. */
export const RecordPatchSchema: v.GenericSchema<unknown, RecordPatch> = v.strictObject({
  status: v.picklist(['success', 'failed', 'aborted', 'unknown'], 'expected a final status'),
  error: TextSchema,
  exit_code: v.pipe(v.number(NUMBER_EXPECTED), v.safeInteger(NUMBER_EXPECTED), v.minValue(0, NUMBER_EXPECTED)),
});

/** A complete record, as it leaves. */
export const NewRecordSchema: v.GenericSchema<unknown, NewRecord> = v.strictObject({
  ct_type: CtTypeSchema,
  type: TypeSchema,
  disk_size: AmountSchema,
  core_count: AmountSchema,
  ram_size: AmountSchema,
  os_type: TextSchema,
  os_version: TextSchema,
  nsapp: TextSchema,
  method: TextSchema,
  pve_version: TextSchema,
  status: v.picklist(['installing', 'success', 'failed', 'aborted', 'unknown'], 'expected a status'),
  random_id: RandomIdSchema,
  error: v.exactOptional(TextSchema),
  exit_code: v.exactOptional(
    v.pipe(v.number(NUMBER_EXPECTED), v.safeInteger(NUMBER_EXPECTED), v.minValue(0, NUMBER_EXPECTED)),
  ),
});
