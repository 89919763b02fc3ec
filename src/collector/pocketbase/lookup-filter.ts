/** The forms of the filter: with or without parentheses, in either quote, whose escape is the only one. */
const LOOKUP = /^(\(?)\s*random_id\s*=\s*(?:'((?:[^'\\]|\\')*)'|"((?:[^"\\]|\\")*)")\s*(\)?)$/;
/** As long as PocketBase allows. */
const LONGEST_FILTER = 3_500;

/**
 * Reads the filter with which clients look a record up: `(random_id='…')`. It is not interpreted any further, so that no
 * text of a client becomes a condition.
 *
 * @returns the random_id; `undefined` for any other filter.
 */
export function lookedUpId(filter: string): string | undefined {
  if (filter.length > LONGEST_FILTER || /[\u0000-\u001F\u007F]/.test(filter)) return undefined;
  const [, open, single, double, close] = LOOKUP.exec(filter.trim()) ?? [];
  if ((open === '(') !== (close === ')')) return undefined;
  return single?.replaceAll("\\'", "'") ?? double?.replaceAll('\\"', '"');
}
