/** A filter as a server reads it, if it is one comparison in brackets and nothing else. */
export interface Comparison {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

/** How one generation of PocketBase reads a quoted text (its fexpr package). */
interface Generation {
  /** Whether the quote at this place does not end the text. */
  readonly isEscaped: (filter: string, at: number, start: number) => boolean;
  readonly unescape: (quoted: string) => string;
}

/** Up to 0.39.8: a quote behind a backslash does not end the text, and no other escape is one. */
export const OLD: Generation = {
  isEscaped: (filter, at) => filter[at - 1] === '\\',
  unescape: (quoted) => quoted.replaceAll("\\'", "'"),
};

/** From 0.39.9 on: a backslash escapes whatever follows, itself included. */
export const NEW: Generation = {
  isEscaped: (filter, at, start) => (/\\*$/.exec(filter.slice(start, at)) ?? [''])[0].length % 2 === 1,
  unescape: (quoted) => quoted.replace(/\\(.)/gsu, (_, escaped: string) => ESCAPES[escaped] ?? escaped),
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** Reads a filter as the generation does; `undefined` where it is anything but `(field operator 'text')`. */
export function read(filter: string, { isEscaped, unescape }: Generation): Comparison | undefined {
  const [head, field, operator] = /^\(([a-z_]+)(=|!=|~|!~|>=?|<=?)'/.exec(filter) ?? [];
  if (head === undefined || field === undefined || operator === undefined) return undefined;
  const start = head.length;
  let end = filter.indexOf("'", start);
  while (end !== -1 && isEscaped(filter, end, start)) end = filter.indexOf("'", end + 1);
  return end !== -1 && filter.slice(end + 1) === ')'
    ? { field, operator, value: unescape(filter.slice(start, end)) }
    : undefined;
}
