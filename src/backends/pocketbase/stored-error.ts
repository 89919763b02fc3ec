import { cleanText } from '../clean-text.js';

/** Longest `error` PocketBase stores from 0.23 on, in code points; longer ones are refused whole. */
export const MAX_ERROR_LENGTH = 5_000;

const OUTPUT_BEGINS = '\n---\n';

/**
 * Makes an error text fit to be stored and shown: no ANSI sequences, no control characters but
 * tab and newline, at most {@link MAX_ERROR_LENGTH} code points, no pair split,
 * and half a pair, which newer servers refuse, is U+FFFD. Of an output behind a line `---` the end stays,
 * where the reason stands; of everything else the beginning.
 *
 * @see the contract, "Error text"
 */
export function toStoredError(text: string): string {
  const clean = cleanText(text);
  const characters = [...clean];
  if (characters.length <= MAX_ERROR_LENGTH) return clean;
  const output = clean.indexOf(OUTPUT_BEGINS);
  const before = output === -1 ? characters : [...clean.slice(0, output + OUTPUT_BEGINS.length)];
  const head = before.slice(0, MAX_ERROR_LENGTH);
  const tail = characters.slice(characters.length - MAX_ERROR_LENGTH + head.length);
  return [...head, ...tail].join('');
}
