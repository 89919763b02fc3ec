import { lstat, readdir, rm, rmdir, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { draftSince, isGuardName, statesIn } from './guard-file.js';
import { isOlderThan } from './guard-state.js';

/** How long a guard is kept after its last change, in milliseconds: 24 hours. */
const KEPT_MS = 24 * 60 * 60 * 1_000;
/** How often each guard is checked, in milliseconds: once an hour. */
const ROUND_MS = 60 * 60 * 1_000;
/** How many guards one sweep checks, at most. */
const LOOKED_AT = 256;
/** The file whose modification time says when the next sweep is due. */
const STAMP = 'next-sweep';

/**
 * Removes guards and drafts that have not changed for 24 hours. Does nothing until it is due. Checks a few, chosen at
 * random, and is due again so soon that each guard is checked about once an hour, however many are kept. Never rejects,
 * and removes nothing that is not a guard.
 *
 * Removes a state by its name, so a guard that another process changes meanwhile is kept.
 */
export async function sweep(folder: string): Promise<void> {
  try {
    const stamp = join(folder, STAMP);
    if (!(await isDue(stamp))) return;
    // Before it begins, so that the other processes need not sweep too.
    await putOff(stamp, ROUND_MS);
    const names = await readdir(folder);
    const first = Math.floor(Math.random() * names.length);
    const chosen = [...names.slice(first), ...names.slice(0, first)].slice(0, LOOKED_AT);
    for (const name of chosen) await sweepOne(folder, name).catch(() => undefined);
    await putOff(stamp, (ROUND_MS * chosen.length) / names.length);
  } catch {
    // The next sweep tries again.
  }
}

/** Whether it is time, and where the clock was put back too. */
async function isDue(stamp: string): Promise<boolean> {
  try {
    const found = await lstat(stamp);
    const waitMs = found.mtimeMs - Date.now();
    // A pipe or a link of that name is not a stamp, and stays what it is.
    return found.isFile() && (waitMs <= 0 || waitMs > ROUND_MS);
  } catch {
    return true;
  }
}

async function putOff(stamp: string, waitMs: number): Promise<void> {
  const due = new Date(Date.now() + waitMs);
  await writeFile(stamp, '', { mode: 0o600 });
  await utimes(stamp, due, due);
}

async function sweepOne(folder: string, name: string): Promise<void> {
  const path = join(folder, name);
  const drafted = draftSince(name);
  if (drafted !== undefined && isOlderThan(KEPT_MS, drafted)) await rm(path, { recursive: true, force: true });
  if (!isGuardName(name)) return;
  const found = await statesIn(path);
  if (found.some(({ state }) => !isOlderThan(KEPT_MS, state.since))) return;
  for (const { name: state } of found) await unlink(join(path, state)).catch(() => undefined);
  // Fails if the folder is not empty, as intended.
  await rmdir(path).catch(() => undefined);
}
