import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from '../../../src/host/guards/process-identity.js';
import type { InstallationEnd } from '../../../src/index.js';

export const HOUR_MS = 60 * 60 * 1_000;

/** Where the guard of an installation lies. */
export function guardPath(folder: string, random_id: string): string {
  return join(folder, createHash('sha256').update(random_id).digest('hex'));
}

/** The names of what lies in an installation's guard; none where there is no guard. */
export function namesIn(folder: string, random_id: string): string[] {
  const path = guardPath(folder, random_id);
  return existsSync(path) ? readdirSync(path) : [];
}

/** The name of a guard that this process holds. */
export function heldBy({ pid, startedAt, place }: ProcessIdentity, since: number): string {
  return `held.${since}.${pid}.${startedAt}.${place}.${randomUUID()}`;
}

/** Lays a guard there as some process left it. */
export function leave(folder: string, random_id: string, name: string, content: InstallationEnd | string): void {
  const path = guardPath(folder, random_id);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content));
}

/** Makes a guard look as if it had come to its state that long ago. */
export function age(folder: string, random_id: string, ageMs: number): void {
  const path = guardPath(folder, random_id);
  for (const name of readdirSync(path)) {
    renameSync(join(path, name), join(path, name.replace(/\.\d+/, `.${Date.now() - ageMs}`)));
  }
}

/** The names of all that lies there beside the file that says when the next sweep is due. */
export function guardsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name !== 'next-sweep');
}

/** Lets the next guard that is given back come with a sweep. */
export function letSweepBeDue(folder: string): void {
  rmSync(join(folder, 'next-sweep'), { force: true });
}
