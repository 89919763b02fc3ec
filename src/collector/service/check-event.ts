import { WORDS } from '../../backends/ingest/words.js';
import { FIELDS, RECORD_TYPES } from '../../records/fields.js';
import type { Event, NumberName, TextName } from './read-event.js';

const REQUIRED: readonly TextName[] = ['random_id', 'type', 'nsapp', 'status'];

/** The highest number of each field that is checked, from 0. */
const HIGHEST: Readonly<Partial<Record<NumberName, number>>> = {
  disk_size: FIELDS.disk_size[1],
  // The service accepts 256, which its database stores as 0.
  core_count: 256,
  ram_size: FIELDS.ram_size[1],
  exit_code: FIELDS.exit_code[1],
  install_duration: FIELDS.install_duration[1],
};

/** What scripts write where there is no operating system. */
export const NO_OS: readonly string[] = ['', '-', 'none'];

/** Checks an event by the service's rules. @returns what is wrong; `undefined` if nothing is. */
export function problemOf(event: Event): string | undefined {
  const missing = REQUIRED.filter((name) => event[name] === '');
  if (missing.length > 0) return `missing: ${missing.join(', ')}`;
  if (!isOneOf(RECORD_TYPES, event.type)) return 'unknown type';
  if (isMachine(event) && !isOneOf([...NO_OS, ...WORDS.os_type.words], event.os_type)) return 'unknown os_type';
  if (!isOneOf(['', ...WORDS.repo_source.words], event.repo_source)) return 'unknown repo_source';
  const isBeginOfMachine = isMachine(event) && event.status === 'installing';
  const highest = { ...HIGHEST, ...(isBeginOfMachine && { ct_type: FIELDS.ct_type[1] }) };
  const outside = (Object.keys(highest) as NumberName[]).filter((name) => !isUpTo(highest[name] ?? 0, event[name]));
  return outside.length === 0 ? undefined : `out of range: ${outside.join(', ')}`;
}

/** Whether a number is not set, or from 0 to this one. */
export function isUpTo(highest: number, value: number | undefined): boolean {
  return value === undefined || (value >= 0 && value <= highest);
}

function isMachine({ type }: Event): boolean {
  return type === 'lxc' || type === 'vm';
}

function isOneOf(words: readonly string[], word: string): boolean {
  return words.includes(word);
}
