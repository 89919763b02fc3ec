import { parseDiskSize } from '../../records/disk-size.js';
import { RECORD_TYPES } from '../../records/fields.js';
import { isRandomId, RANDOM_ID_EXPECTED } from '../../records/random-id.js';
import { isRecordId, RECORD_ID_EXPECTED } from '../../records/record-id.js';
import type { InstallationRecord } from '../../records/record.js';
import { parseRamSize } from './ram-size.js';

/** A value that processes hand each other in their environment. */
export interface Readable<T> {
  /** The first that is set counts; the first is also the one that is written. */
  readonly names: readonly [string, ...string[]];
  /** What the text means; `undefined` where it is of no use. */
  readonly parse: (text: string) => T | undefined;
  /** For the text of a problem. */
  readonly expected: string;
}

/** A value that describes an installation. */
export interface Variable extends Readable<string | number> {
  readonly field: Exclude<keyof InstallationRecord, 'random_id' | 'execution_id' | 'pve_version'>;
}

const unlessNaN = (size: number): number | undefined => (Number.isNaN(size) ? undefined : size);

const text = { parse: (text: string): string => text, expected: 'expected text' };

/** Comes first, since what it says decides whether {@link CT_TYPE} is read. */
export const TYPE: Variable = {
  names: ['TELEMETRY_TYPE'],
  field: 'type',
  parse: (text) => RECORD_TYPES.find((type) => type === text),
  expected: `expected one of ${RECORD_TYPES.join(', ')}`,
};

/** Not read for a virtual machine, whose `ct_type` is always 2. */
export const CT_TYPE: Variable = {
  names: ['CT_TYPE'],
  field: 'ct_type',
  parse: (text) => (/^\s*[012]\s*$/.test(text) ? Number(text) : undefined),
  expected: 'expected 1 (unprivileged), 0 (privileged) or 2 (virtual machine)',
};

/**
 * The variables of the shell functions, but for those that say which installation it is.
 *
 * @see the contract, "Requests"; `app` and `TELEMETRY_TYPE` are known to the clients of today
 */
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

/** Which installation it is: what a process and those it starts have in common. */
export const RANDOM_ID: Readable<string> = {
  names: ['RANDOM_UUID'],
  parse: (text) => (isRandomId(text) ? text : undefined),
  expected: RANDOM_ID_EXPECTED,
};

/** Which attempt of it, for the ingest service, where that is not the first. */
export const EXECUTION_ID: Readable<string> = { ...RANDOM_ID, names: ['EXECUTION_ID'] };

export const RECORD_ID: Readable<string> = {
  names: ['PB_RECORD_ID'],
  parse: (text) => (isRecordId(text) ? text : undefined),
  expected: RECORD_ID_EXPECTED,
};
