import { withoutControlCodes } from '../control-codes.js';

/** Removes ANSI sequences and control characters except tab and newline; replaces lone surrogates with U+FFFD. */
export function cleanText(text: string): string {
  return withoutControlCodes(text).replace(/\p{Surrogate}/gu, '\uFFFD');
}
