import { randomUUID } from 'node:crypto';
import { type FileHandle, chmod, chown, lstat, open, readlink, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { TelemetryError } from '../../errors.js';
import { makeFolder } from '../make-folder.js';
import { DIAGNOSTICS_FILE, isAnswerLine, readDiagnosticsFile } from './diagnostics-file.js';
import type { ConsentFileOptions } from './read-consent.js';

/** Everybody may read the answer, whoever may change it. */
const MODE_OF_A_NEW_FILE = 0o644;
/** As many as Linux follows. */
const MOST_LINKS = 40;

/**
 * Writes the answer into the diagnostics file, which is made where it is missing, with its folder.
 *
 * All lines with the key become one; every other line stays as it is, byte for byte. That one
 * line ends with a plain line feed even in a file with Windows line ends, because the shell
 * functions take `no` with a carriage return for a yes. Owner and permissions stay; a new file has
 * 0644. A link stays a link: what it leads to is written.
 *
 * Readers see the old file or the new one, never half of it, also after a power failure. Of two
 * processes that write at once, the last one wins.
 *
 * @throws TelemetryError `internal`, naming the file, where it cannot be written or is no text;
 * `invalid-options` where the answer is no boolean. The file is then as it was.
 */
export async function writeConsent(
  consent: boolean,
  { path = DIAGNOSTICS_FILE }: ConsentFileOptions = {},
): Promise<void> {
  // The text 'no' would pass for a yes.
  if (typeof consent !== 'boolean') {
    const fields = { consent: 'expected true or false' };
    throw new TelemetryError('invalid-options', 'writeConsent: consent: expected true or false', { fields });
  }
  try {
    const target = await linkTarget(path);
    const file = await readDiagnosticsFile(target);
    if (file.found === 'unusable') throw new Error('it is there, but no text file that can be read');
    await replaceFile(target, withAnswer(file.found === 'text' ? file.text : '', consent));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TelemetryError('internal', `The diagnostics file ${path} was not written: ${reason}`, { cause });
  }
}

/** The text with this answer where its first one was, or at the end. */
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
  const draft = join(folder, `.diagnostics-${randomUUID()}`);
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
  // Only root may give a file away; somebody else's file that its group may change becomes ours.
  if (old !== undefined) await chown(draft, old.uid, old.gid).catch(() => undefined);
  // After the owner, since a change of owner takes bits away; said here, since the umask does too.
  await chmod(draft, old === undefined ? MODE_OF_A_NEW_FILE : old.mode & 0o7777);
}

/** So that the new name outlives a power failure. Not every system and runtime can. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch {
    // The file itself is safe; only which of the two one finds is not.
  } finally {
    await handle?.close();
  }
}

/** Where a link leads to, also where nothing lies there yet. */
async function linkTarget(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    const found = await lstat(target).catch(() => undefined);
    if (found?.isSymbolicLink() !== true) return target;
    target = resolve(await realpath(dirname(target)), await readlink(target));
  }
  throw new Error('its links lead in circles');
}
