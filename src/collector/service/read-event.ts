import { FIELDS } from '../../records/fields.js';
import type { CompleteRecord } from '../../records/record.js';
import { redactField } from '../redact-field.js';
import type { GivenEvent } from './given-event.js';
import { readCores, readDiskSize, readFlag, readInteger, readRamSize, readText } from './read-values.js';
import { cutToBytes, toLine, toLines } from './service-text.js';

type Name = keyof CompleteRecord;
type NameOf<Type> = { [N in Name]-?: NonNullable<CompleteRecord[N]> extends Type ? N : never }[Name];

/** A field that holds a text. */
export type TextName = NameOf<string>;
/** A field that holds a number. */
export type NumberName = NameOf<number>;

/** An event with every field, each of its type. A text that is not set is empty. */
export type Event = { readonly [N in TextName]: string } & { readonly [N in NumberName]: number | undefined } & {
  readonly has_arm: boolean | undefined;
};

const NUMBERS: Readonly<Record<NumberName, (value: unknown) => number | undefined>> = {
  ct_type: readInteger,
  disk_size: readDiskSize,
  core_count: readCores,
  ram_size: readRamSize,
  exit_code: readInteger,
  install_duration: readInteger,
  failed_line: readInteger,
};

/** An event of which nothing is set. */
const UNSET = Object.fromEntries((Object.keys(FIELDS) as Name[]).map((name) => [name, readField(name, undefined)]));

/** Reads the fields of an event. A value of another type is converted where its meaning is clear, else left out. */
export function readEvent(given: GivenEvent): Event {
  const event: Record<string, unknown> = { ...UNSET };
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(FIELDS, name)) event[name] = readField(name as Name, given[name]);
  }
  return event as unknown as Event;
}

function readField(name: Name, value: unknown): string | number | boolean | undefined {
  if (name === 'has_arm') return readFlag(value);
  if (Object.hasOwn(NUMBERS, name)) return NUMBERS[name as NumberName](value);
  const text = name === 'error' ? toLines(readText(value)) : toLine(readText(value));
  // Redacted before it is cut, because half a secret is not found.
  return cutToBytes(redactField(name, text), FIELDS[name][1]);
}
