import { FIELDS } from '../../records/fields.js';
import type { CompleteRecord } from '../../records/record.js';
import type { GivenEvent } from './given-event.js';

type Name = keyof CompleteRecord;

/** The pattern of each field's value. A text ends at the first quote, as in the service. */
const VALUES: readonly (readonly [Name, RegExp])[] = (Object.keys(FIELDS) as Name[])
  .filter((name) => name !== 'error')
  .map((name) => {
    const [kind] = FIELDS[name];
    const isText = kind === 'text' || kind === 'version' || kind === 'id' || kind === 'type' || kind === 'status';
    return [name, new RegExp(`"${name}"\\s*:\\s*${isText ? '"([^"]*)"' : '"?([^\\s",}\\]]+)'}`)];
  });

const ERROR_BEGINS = /"error"\s*:\s*"/;
/** The error's last quote: before the next field, or the end of the object. */
const ERROR_ENDS = new RegExp(
  `"\\s*,\\s*"(?:${Object.keys(FIELDS).join('|')})"\\s*:|"\\s{0,9},?\\s{0,9}\\}\\s{0,9}\\]?$`,
);
const LONGEST_ERROR = 16_384;

/**
 * Finds the fields of an event in a text that cannot be repaired, such as one with an unescaped quote or without its
 * end. Of several events, the first.
 */
export function rescueEvent(text: string): GivenEvent {
  const event: Record<string, unknown> = {};
  for (const [name, pattern] of VALUES) {
    const value = pattern.exec(text)?.[1];
    if (value !== undefined) event[name] = value;
  }
  const begin = ERROR_BEGINS.exec(text);
  if (begin !== null) event['error'] = readError(text.slice(begin.index + begin[0].length).trimEnd());
  return event;
}

function readError(rest: string): string {
  const end = rest.search(ERROR_ENDS);
  return rest
    .slice(0, end === -1 ? LONGEST_ERROR : Math.min(end, LONGEST_ERROR))
    .replace(/\\(["\\/nt])/g, (_escape, letter: string) => UNESCAPED[letter] ?? letter);
}

const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t' };
