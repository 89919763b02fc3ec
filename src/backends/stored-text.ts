import { ANSI_SEQUENCE, CONTROL_CHARACTER } from '../control-codes.js';

/** Longest `error` PocketBase stores from 0.23 on, in code points; longer ones are refused whole. */
export const MAX_ERROR_LENGTH = 5_000;

/**
 * Makes an error text fit to be stored and shown: no ANSI sequences, no control characters but
 * tab and newline, at most {@link MAX_ERROR_LENGTH} code points, no pair split,
 * and half a pair, which newer servers refuse, is U+FFFD.
 */
export function toStoredError(text: string): string {
  const clean = text
    .replace(ANSI_SEQUENCE, '')
    .replace(CONTROL_CHARACTER, '')
    .replace(/\p{Surrogate}/gu, '\uFFFD');
  return clean.length <= MAX_ERROR_LENGTH ? clean : [...clean].slice(0, MAX_ERROR_LENGTH).join('');
}
