import { type FileHandle, chmod, chown, lstat, open, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { TelemetryError } from '../../errors.js';
import { builtin } from '../builtin.js';
import { makeFolder } from '../make-folder.js';
import { DIAGNOSTICS_FILE, isAnswerLine, readDiagnosticsFile } from './diagnostics-file.js';
import type { ConsentFileOptions } from './read-consent.js';

/** Every user may read the answer. */
const MODE_OF_A_NEW_FILE = 0o644;
/** The limit of Linux. */
const MOST_LINKS = 40;

/**
 * Writes the user's answer to the diagnostics file. Creates the file and its folder if they are missing.
 *
 * All lines that set `DIAGNOSTICS` become one; every other line is kept byte for byte. The new line ends with
 * a line feed even in a file with Windows line ends, because the shell functions take `no` followed by a
 * carriage return for a yes. Owner and permissions are kept; a new file has mode 0644. A link is kept, and its
 * target is written.
 *
 * The file is replaced atomically, also across a power failure: readers see the old or the new text. When two
 * processes write at the same time, the last one wins.
 *
 * @throws TelemetryError `internal`, with the path, if the file cannot be written or is not a text file;
 * `invalid-options` if `consent` is not a boolean. The file is then unchanged.
 */
export async function writeConsent(
  consent: boolean,
  { path = DIAGNOSTICS_FILE }: ConsentFileOptions = {},
): Promise<void> {
  // The string 'no' is truthy and would be written as a yes.
  if (typeof consent !== 'boolean') {
    const fields = { consent: 'expected true or false' };
    throw new TelemetryError('invalid-options', 'writeConsent: consent: expected true or false', { fields });
  }
  try {
    const target = await linkTarget(path);
    const file = await readDiagnosticsFile(target);
    if (file.found === 'unusable') throw new Error('it is not a readable text file');
    await replaceFile(target, withAnswer(file.found === 'text' ? file.text : '', consent));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TelemetryError('internal', `The diagnostics file ${path} was not written: ${reason}`, { cause });
  }
}

/** Puts the answer where the first one was, or at the end. */
function withAnswer(text: string, consent: boolean): string {
  const answer = `DIAGNOSTICS=${consent ? 'yes' : 'no'}\n`;
  const lines = text.match(/[^\r\n]*(?:\r?\n|\r)|[^\r\n]+$/g) ?? [];
  const first = lines.findIndex(isAnswerLine);
  const others = (part: readonly string[]): string => part.filter((line) => !isAnswerLine(line)).join('');
  if (first !== -1) return others(lines.slice(0, first)) + answer + others(lines.slice(first));
  return text + (/[^\r\n]$/.test(text) ? '\n' : '') + answer;
}

async function replaceFile(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder, 0o755);
  const draft = join(folder, `.diagnostics-${builtin('node:crypto').randomUUID()}`);
  const file = await open(draft, 'wx', 0o600);
  try {
    try {
      await file.writeFile(Uint8Array.from(text, (character) => character.charCodeAt(0)));
      await file.sync();
    } finally {
      await file.close();
    }
    await keepOwnerAndMode(path, draft);
    await rename(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

async function keepOwnerAndMode(path: string, draft: string): Promise<void> {
  const old = await stat(path).catch(() => undefined);
  // Only root may change the owner. Without root, a file of another user that our group may write becomes ours.
  if (old !== undefined) await chown(draft, old.uid, old.gid).catch(() => undefined);
  // After chown, which clears mode bits; explicit, because the umask limits the mode given to open.
  await chmod(draft, old === undefined ? MODE_OF_A_NEW_FILE : old.mode & 0o7777);
}

/** Makes the rename survive a power failure. Not every system and runtime can. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // Both texts are safe on disk; after a power failure either may be found.
  } finally {
    await handle?.close();
  }
}

/** The target of a link, even if nothing exists there yet. */
async function linkTarget(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    const found = await lstat(target).catch(() => undefined);
    if (found?.isSymbolicLink() !== true) return target;
    target = resolve(await realpath(dirname(target)), await readlink(target));
  }
  throw new Error('it has too many levels of symbolic links');
}
