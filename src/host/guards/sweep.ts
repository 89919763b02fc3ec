import { readdir, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { draftSince, isGuardName, statesIn } from './guard-file.js';
import { isOlderThan } from './guard-state.js';

/** How long a guard is kept after its last change, in milliseconds: 24 hours. */
const KEPT_MS = 24 * 60 * 60 * 1_000;
/** How many guards one sweep checks. Each sweep follows one new guard, so guards cannot pile up. */
const LOOKED_AT = 16;

/**
 * Removes guards and drafts that have not changed for 24 hours. Checks a few, chosen at random. Never rejects, and
 * removes nothing that is not a guard.
 *
 * Removes a state by its name, so a guard that another process changes meanwhile is kept.
 */
export async function sweep(folder: string): Promise<void> {
  try {
    const names = await readdir(folder);
    const first = Math.floor(Math.random() * names.length);
    const chosen = [...names.slice(first), ...names.slice(0, first)].slice(0, LOOKED_AT);
    for (const name of chosen) await sweepOne(folder, name).catch(() => undefined);
  } catch {
    // The next sweep tries again.
  }
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
