import { parseDiskSize } from '../../records/disk-size.js';
import { RECORD_TYPES } from '../../records/fields.js';
import { isRandomId, RANDOM_ID_EXPECTED } from '../../records/random-id.js';
import { isRecordId, RECORD_ID_EXPECTED } from '../../records/record-id.js';
import type { InstallationRecord } from '../../records/record.js';
import { parseRamSize } from './ram-size.js';

/** A value that processes pass on in their environment. */
export interface Readable<T> {
  /** Reading takes the first name that is set; writing uses the first. */
  readonly names: readonly [string, ...string[]];
  /** Parses the text; `undefined` if it is invalid. */
  readonly parse: (text: string) => T | undefined;
  /** What a valid text looks like, for a problem's message. */
  readonly expected: string;
}

/** A value that describes an installation. */
export interface Variable extends Readable<string | number> {
  readonly field: Exclude<keyof InstallationRecord, 'random_id' | 'execution_id' | 'pve_version'>;
}

const unlessNaN = (size: number): number | undefined => (Number.isNaN(size) ? undefined : size);

const text = { parse: (text: string): string => text, expected: 'expected text' };

/** First in {@link VARIABLES}, because it decides whether {@link CT_TYPE} is read. */
export const TYPE: Variable = {
  names: ['TELEMETRY_TYPE'],
  field: 'type',
  parse: (text) => RECORD_TYPES.find((type) => type === text),
  expected: `expected one of ${RECORD_TYPES.join(', ')}`,
};

/** Ignored for a virtual machine, whose `ct_type` is always 2. */
export const CT_TYPE: Variable = {
  names: ['CT_TYPE'],
  field: 'ct_type',
  parse: (text) => (/^\s*[012]\s*$/.test(text) ? Number(text) : undefined),
  expected: 'expected 1 (unprivileged), 0 (privileged) or 2 (virtual machine)',
};

/** The variables of the shell functions that describe an installation, and `app` and `TELEMETRY_TYPE` of later ones. */
export const VARIABLES: readonly Variable[] = [
  TYPE,
  { names: ['NSAPP', 'app'], field: 'nsapp', ...text },
  CT_TYPE,
  {
    names: ['DISK_SIZE'],
    field: 'disk_size',
    parse: (text) => unlessNaN(parseDiskSize(text)),
    expected: 'expected GB as a number from 0, or a size such as "20G", "8GB", "1T" or "512M"',
  },
  {
    names: ['CORE_COUNT'],
    field: 'core_count',
    parse: (text) => (/^\s*\d{1,15}\s*$/.test(text) ? Number(text) : undefined),
    expected: 'expected a whole number from 0',
  },
  {
    names: ['RAM_SIZE'],
    field: 'ram_size',
    parse: parseRamSize,
    expected: 'expected MB as a number from 0, or a size such as "2048M" or "2G"',
  },
  { names: ['var_os'], field: 'os_type', ...text },
  { names: ['var_version'], field: 'os_version', ...text },
  { names: ['METHOD'], field: 'method', ...text },
];

/** Identifies the installation for a process and those it starts. */
export const RANDOM_ID: Readable<string> = {
  names: ['RANDOM_UUID'],
  parse: (text) => (isRandomId(text) ? text : undefined),
  expected: RANDOM_ID_EXPECTED,
};

/** Identifies an attempt of the installation, for the ingest service; the first attempt has the random_id. */
export const EXECUTION_ID: Readable<string> = { ...RANDOM_ID, names: ['EXECUTION_ID'] };

export const RECORD_ID: Readable<string> = {
  names: ['PB_RECORD_ID'],
  parse: (text) => (isRecordId(text) ? text : undefined),
  expected: RECORD_ID_EXPECTED,
};
