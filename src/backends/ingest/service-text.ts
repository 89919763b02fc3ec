import { fittingLength } from '../../utf8.js';
import { cleanText } from '../clean-text.js';

/** Line ends other than newline. */
const LINE_END = /[\v\f\r\u0085\u2028\u2029]/g;

/** Makes one line, as the service stores every text but `error`: a line end or tab becomes one blank. */
export function toLine(text: string): string {
  const lines = cleanText(text.replace(LINE_END, '\n'));
  return lines.replace(/[ \t\n]+/g, (run) => (/[^ ]/.test(run) ? ' ' : run)).trim();
}

/** Makes lines as the service stores `error`: trimmed, each ended by a single newline. */
export function toLines(text: string): string {
  return cleanText(text.replace(/\r\n?/g, '\n')).trim();
}

/** Cuts a text to this many bytes, between characters. */
export function fitBytes(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  return text.slice(0, fittingLength(text, maxBytes)).trimEnd();
}
