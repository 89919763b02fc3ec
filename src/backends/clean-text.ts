import { withoutControlCodes } from '../control-codes.js';

/** A text without ANSI sequences, control characters but tab and newline, and halves of a pair. */
export function cleanText(text: string): string {
  return withoutControlCodes(text).replace(/\p{Surrogate}/gu, '\uFFFD');
}
