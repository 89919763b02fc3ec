import { lstat } from 'node:fs/promises';
import { readBounded } from '../bounded-file.js';

/** Where the community's scripts keep a machine's answer. */
export const DIAGNOSTICS_FILE = '/usr/local/community-scripts/diagnostics';

/** The longest diagnostics file that is read, in bytes; the scripts write some 300. */
const LONGEST_FILE = 64 * 1024;

// A byte order mark and blanks may come first.
const ANSWER_LINE = /^(?:\xef\xbb\xbf)?\s*(?:export\s+)?DIAGNOSTICS\s*=(.*)$/is;
/** Quoted, or one word; a comment only after a blank, as in a shell. */
const VALUE = /^(?:"([^"]*)"|'([^']*)'|(\S*))(?:\s+(?:#.*)?)?$/s;
const BINARY = /[\x00-\x08\x0e-\x1f\x7f]/;

/**
 * What a diagnostics file is.
 *
 * `text` holds one character for each byte, so that it can be written back as it was, whatever
 * its encoding: what matters here is ASCII.
 */
export type DiagnosticsFile =
  | { readonly found: 'nothing' }
  | { readonly found: 'unusable' } // no regular file, not readable, binary or too long
  | { readonly found: 'text'; readonly text: string };

/** Reads a diagnostics file. Never rejects, and waits for nobody. */
export async function readDiagnosticsFile(path: string): Promise<DiagnosticsFile> {
  const read = await readBounded(path, LONGEST_FILE);
  if (read === undefined) return { found: (await isMissing(path)) ? 'nothing' : 'unusable' };
  const text = textOf(read.bytes);
  return read.isWhole && !BINARY.test(text) ? { found: 'text', text } : { found: 'unusable' };
}

/** Whether this line says something about consent. */
export function isAnswerLine(line: string): boolean {
  return ANSWER_LINE.test(line);
}

/**
 * The answer a diagnostics file gives, without quotes and comment: the last line that gives one
 * counts. Empty where no line does, or where the last one is not understood.
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
  // In parts, since each byte becomes an argument.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** Whether nothing lies there; a link that leads nowhere is something. */
async function isMissing(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (error) {
    const { code } = error as { code?: unknown };
    return code === 'ENOENT' || code === 'ENOTDIR';
  }
}
