import { ANSI_SEQUENCE, CONTROL_CHARACTER } from '../control-codes.js';

// A carriage return moves to the beginning of the line, so of a progress bar only the last state is kept.
const OVERWRITTEN = /(?<![^\n])[^\n]*\r(?=[^\r\n])/g;

/**
 * Returns the text that a terminal would show: without ANSI sequences and control characters except tab and newline. Of
 * a line that was overwritten, the last state.
 */
export function plainText(text: string): string {
  return text.replace(ANSI_SEQUENCE, '').replace(OVERWRITTEN, '').replace(CONTROL_CHARACTER, '');
}
