import { cleanText } from '../clean-text.js';

/** The longest `error` that PocketBase 0.23 and later stores, in code points. It refuses a record with a longer one. */
const MAX_ERROR_LENGTH = 5_000;

const OUTPUT_BEGINS = '\n---\n';

/**
 * Cleans and cuts an error text so that it can be stored: without ANSI sequences and control characters except tab and
 * newline, lone surrogates as U+FFFD, at most {@link MAX_ERROR_LENGTH} code points. Of the output after a line `---`
 * the end is kept, where the reason usually is; of any other text the beginning.
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
