import { lstat } from 'node:fs/promises';
import { readBounded } from '../bounded-file.js';

/** Path of the file in which the community scripts keep the user's answer. */
export const DIAGNOSTICS_FILE = '/usr/local/community-scripts/diagnostics';

/** The longest diagnostics file that is read, in bytes. The scripts write about 300. */
const LONGEST_FILE = 64 * 1024;

// A byte order mark and blanks may come first.
const ANSWER_LINE = /^(?:\xef\xbb\xbf)?\s*(?:export\s+)?DIAGNOSTICS\s*=(.*)$/is;
/** A quoted value or one word. As in a shell, a comment needs a blank before it. */
const VALUE = /^(?:"([^"]*)"|'([^']*)'|(\S*))(?:\s+(?:#.*)?)?$/s;
const BINARY = /[\x00-\x08\x0e-\x1f\x7f]/;

/**
 * The content of a diagnostics file.
 *
 * `text` holds one character per byte, whatever the encoding, so that it can be written back unchanged.
 */
export type DiagnosticsFile =
  | { readonly found: 'nothing' }
  | { readonly found: 'unusable' } // not a regular file, not readable, binary or too long
  | { readonly found: 'text'; readonly text: string };

/** Reads a diagnostics file. Never rejects, and does not block on a FIFO. */
export async function readDiagnosticsFile(path: string): Promise<DiagnosticsFile> {
  const read = await readBounded(path, LONGEST_FILE);
  if (read === undefined) return { found: (await isMissing(path)) ? 'nothing' : 'unusable' };
  const text = textOf(read.bytes);
  return read.isWhole && !BINARY.test(text) ? { found: 'text', text } : { found: 'unusable' };
}

/** Whether this line sets `DIAGNOSTICS`. */
export function isAnswerLine(line: string): boolean {
  return ANSWER_LINE.test(line);
}

/**
 * Returns the answer in a diagnostics file, without quotes and comment. The last line that sets it counts.
 * Empty if no line sets it, or if the last one is malformed.
 */
export function answerIn(text: string): string {
  const last = text
    .split(/\r?\n|\r/)
    .filter(isAnswerLine)
    .at(-1);
  const [, given = ''] = ANSWER_LINE.exec(last ?? '') ?? [];
  const [, double, single, bare] = VALUE.exec(given.trim()) ?? [];
  return double ?? single ?? bare ?? '';
}

function textOf(bytes: Uint8Array): string {
  let text = '';
  // In chunks, because each byte becomes an argument.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** Whether nothing exists at this path. A dangling link exists. */
async function isMissing(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    const { code } = error as { code?: unknown };
    return code === 'ENOENT' || code === 'ENOTDIR';
  }
}
