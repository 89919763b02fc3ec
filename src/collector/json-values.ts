import { guarded } from '../errors.js';

/** A string, or a bracket. A string without its end goes on to the end of the text, so that no quote is tried twice. */
const TOKEN = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|[{}[\]]/g;

/** What was read of a text, and the rest of it, from where reading ended: `''` if all of it was read. */
export interface JsonValues {
  readonly values: readonly unknown[];
  readonly rest: string;
}

/**
 * Reads the objects and lists that follow one another in a text, as in a file of JSON lines. Ends before what is not
 * one of them.
 */
export function jsonValues(text: string): JsonValues {
  const whole = parse(text);
  if (whole !== undefined) return { values: [whole.value], rest: '' };
  const values: unknown[] = [];
  for (let from = 0; ;) {
    const end = endOfValue(text, from);
    const read = end === undefined ? undefined : parse(text.slice(from, end));
    if (read === undefined) return { values, rest: text.slice(from).trim() };
    values.push(read.value);
    from = startAfter(text, end as number);
  }
}

function parse(text: string): { readonly value: unknown } | undefined {
  return guarded(() => ({ value: JSON.parse(text) as unknown }));
}

/** Where the object or the list that begins here ends; `undefined` if none does. */
function endOfValue(text: string, from: number): number | undefined {
  let depth = 0;
  TOKEN.lastIndex = from;
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    const [found] = token;
    if (depth === 0 && (found.startsWith('"') || text.slice(from, token.index).trim() !== '')) return undefined;
    if (found === '{' || found === '[') depth += 1;
    if (found === '}' || found === ']') depth -= 1;
    if (depth <= 0) return TOKEN.lastIndex;
  }
  return undefined;
}

/** Leaves out a comma between two values. */
function startAfter(text: string, end: number): number {
  const [separator = ''] = /^\s*,/.exec(text.slice(end, end + 64)) ?? [];
  return end + separator.length;
}
