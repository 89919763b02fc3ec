import { fittingLength } from '../../utf8.js';

/** Colours and cursor movements (ECMA-48, "Control sequences"). */
const CONTROL_SEQUENCES = /\u001b\[[0-?]*[ -/]*[@-~]/g;

/** Control characters, invisible and direction characters, and line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Makes one plain line of untrusted text: without control characters, with single blanks, cut between characters to
 * the length that the ingest service stores.
 *
 * @returns `undefined` if nothing is left.
 */
export function plainText(text: string, maxBytes: number): string | undefined {
  const seen = text.replace(CONTROL_SEQUENCES, '').replace(/\s/g, ' ').replace(UNPRINTABLE, '');
  const line = seen.replace(/ +/g, ' ').trim();
  return line.slice(0, fittingLength(line, maxBytes)).trim() || undefined;
}
