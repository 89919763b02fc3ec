import { ANSI_SEQUENCE, CONTROL_CHARACTER } from '../control-codes.js';

// A carriage return takes a terminal back to the line's beginning: of a progress bar its last state stays.
const OVERWRITTEN = /(?<![^\n])[^\n]*\r(?=[^\r\n])/g;

/**
 * The text a terminal would be left with: no ANSI sequences, no control characters but tab and newline,
 * of a line that was written over and over only the last state.
 */
export function plainText(text: string): string {
  return text.replace(ANSI_SEQUENCE, '').replace(OVERWRITTEN, '').replace(CONTROL_CHARACTER, '');
}
