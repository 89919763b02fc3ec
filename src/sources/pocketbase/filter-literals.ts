/** The longest literal, as it stands in a URL: a search has it twice in one filter. */
const LONGEST_LITERAL = 1_200;

/** The longest part of a longer text that is searched for. */
const LONGEST_PART = 100;

/**
 * Writes a text into a filter. Means the same in every version: a quote is escaped, and no text with a backslash is
 * written, because versions differ in what a backslash means. A NUL would end the filter.
 *
 * @returns `undefined` if no filter can hold this text.
 */
export function textLiteral(text: string): string | undefined {
  return /[\\\0\p{Surrogate}]/u.test(text) ? undefined : ifShort(quoted(text));
}

/**
 * Writes a text that another one contains (`~`), every character literal. With a `%` PocketBase escapes nothing, so
 * that every `%` and `_` is escaped here. Without one it escapes by itself, but 0.40.6 only every other `_` in a row.
 *
 * @returns `undefined` if no filter can hold this text.
 */
export function searchLiteral(text: string): string | undefined {
  const literal = textLiteral(text);
  if (literal === undefined || !/[%_]/.test(text)) return literal;
  return ifShort(`'%${literal.slice(1, -1).replace(/[%_]/g, '\\$&')}%'`);
}

/**
 * Writes a part of a text that no filter can hold, for a search (`~`) that finds the whole text too.
 *
 * @returns `undefined` if there is no such part.
 */
export function partLiteral(text: string): string | undefined {
  // SQLite's LIKE does not look behind a NUL.
  const [visible = ''] = text.split('\0');
  const parts = visible.split(/[\\%_]/).sort((a, b) => b.length - a.length);
  const part = [...(parts[0] as string)].slice(0, LONGEST_PART).join('');
  return part === '' ? undefined : quoted(part);
}

/** Writes a number without an exponent, which the grammar of filters does not have. */
export function numberLiteral(number: number): string {
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d)(?:\.(\d+))?e(.+)$/.exec(String(number)) ?? [];
  if (exponent === undefined) return String(number);
  const digits = whole + fraction;
  const places = Number(exponent);
  return places > 0 ? sign + digits.padEnd(places + 1, '0') : `${sign}0.${'0'.repeat(-places - 1)}${digits}`;
}

/** Writes a moment (ISO 8601 with milliseconds) as the collection stores it: with a space, compared as text. */
export function momentLiteral(moment: string): string {
  return `'${moment.replace('T', ' ')}'`;
}

function ifShort(literal: string): string | undefined {
  return encodeURIComponent(literal).length > LONGEST_LITERAL ? undefined : literal;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}
