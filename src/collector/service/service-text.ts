import { fittingLength, utf8Length } from '../../utf8.js';

/** Makes one line: trimmed, with a blank for each line end. */
export function toLine(text: string): string {
  return text.trim().replace(/[\r\n]/g, ' ');
}

/** Keeps the lines: trimmed, each ended by a single newline. */
export function toLines(text: string): string {
  return text.trim().replace(/\r\n?/g, '\n');
}

/**
 * Cuts a text to this many bytes of UTF-8. Of a character that does not fit, U+FFFD is left for each byte that does, as
 * the service stores it.
 */
export function cutToBytes(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const whole = text.slice(0, fittingLength(text, maxBytes));
  return whole.length === text.length ? text : whole + '\uFFFD'.repeat(maxBytes - utf8Length(whole));
}
