import { fittingLength } from '../../utf8.js';
import { cleanText } from '../clean-text.js';

/** What ends a line, but for the newline. */
const LINE_END = /[\v\f\r\u0085\u2028\u2029]/g;

/** One line, as the service stores every text but `error`: where a line or a column ended, one blank stands. */
export function toLine(text: string): string {
  const lines = cleanText(text.replace(LINE_END, '\n'));
  return lines.replace(/[ \t\n]+/g, (run) => (/[^ ]/.test(run) ? ' ' : run)).trim();
}

/** Lines, as the service stores `error`: trimmed, and each ended by a newline alone. */
export function toLines(text: string): string {
  return cleanText(text.replace(/\r\n?/g, '\n')).trim();
}

/** As much of the text as fits into so many bytes, with no character split. */
export function fitBytes(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  return text.slice(0, fittingLength(text, maxBytes)).trimEnd();
}
