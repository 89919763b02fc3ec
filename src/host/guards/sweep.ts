import { readdir, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { draftSince, isGuardName, statesIn } from './guard-file.js';
import { isOlderThan } from './guard-state.js';

/** How long a guard stays after its last change, in milliseconds: 24 hours. */
const KEPT_MS = 24 * 60 * 60 * 1_000;
/** How many guards one sweep looks at: more than the one that comes with it, so that they cannot pile up. */
const LOOKED_AT = 16;

/**
 * Removes guards nobody has touched for 24 hours, closed or left open, and drafts as old. Looks at a
 * few, chosen anew each time. Never rejects, and touches nothing that is not a guard.
 *
 * A state is removed by its name: whoever changes it meanwhile keeps it.
 */
export async function sweep(folder: string): Promise<void> {
  try {
    const names = await readdir(folder);
    const first = Math.floor(Math.random() * names.length);
    const chosen = [...names.slice(first), ...names.slice(0, first)].slice(0, LOOKED_AT);
    for (const name of chosen) await sweepOne(folder, name).catch(() => undefined);
  } catch {
    // The next sweep may be able to read it.
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
  // Fails where there is something in it, as it should.
  await rmdir(path).catch(() => undefined);
}
