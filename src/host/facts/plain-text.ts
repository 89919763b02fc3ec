import { fittingLength } from '../../utf8.js';

/** Colours and cursor movements: ECMA-48, "Control sequences". */
const CONTROL_SEQUENCES = /\u001b\[[0-?]*[ -/]*[@-~]/g;

/** Control characters, those that turn or hide text, and those that break lines. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * One line of what a stranger wrote: without control characters, blanks collapsed, and no longer
 * than the ingest service stores it, between two characters.
 *
 * @returns `undefined` where nothing is left.
 */
export function plainText(text: string, maxBytes: number): string | undefined {
  const seen = text.replace(CONTROL_SEQUENCES, '').replace(/\s/g, ' ').replace(UNPRINTABLE, '');
  const line = seen.replace(/ +/g, ' ').trim();
  return line.slice(0, fittingLength(line, maxBytes)).trim() || undefined;
}
