/** Longest `error` PocketBase stores from 0.23 on, in code points; longer ones are refused whole. */
export const MAX_ERROR_LENGTH = 5_000;

// ANSI sequences: CSI (colours, cursor), OSC (titles, links) with its end, and the two-character ones.
const ANSI =
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|(?:\u001B\]|\u009D)[^\u0007\u001B\u009C\u009D]*(?:\u0007|\u001B\\|\u009C)|\u001B[ -/]*[0-~]/g;
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;

/**
 * Makes an error text fit to be stored and shown: no ANSI sequences, no control characters but
 * tab and newline, at most {@link MAX_ERROR_LENGTH} code points, no pair split,
 * and half a pair, which newer servers refuse, is U+FFFD.
 */
export function toStoredError(text: string): string {
  const clean = text
    .replace(ANSI, '')
    .replace(CONTROL, '')
    .replace(/\p{Surrogate}/gu, '\uFFFD');
  return clean.length <= MAX_ERROR_LENGTH ? clean : [...clean].slice(0, MAX_ERROR_LENGTH).join('');
}
