import { cleanText } from '../clean-text.js';

/** One line, as the service stores every text but `error`. */
export function toLine(text: string): string {
  return cleanText(text.replace(/[\r\n\t\u2028\u2029]/g, ' ')).trim();
}

/** Lines, as the service stores `error`: trimmed, and each ended by a newline alone. */
export function toLines(text: string): string {
  return cleanText(text.replace(/\r\n?/g, '\n')).trim();
}

/** As much of the text as fits into so many bytes, with no character split. */
export function fitBytes(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));
  return text.slice(0, read).trimEnd();
}
