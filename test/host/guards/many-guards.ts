import { existsSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { guardPath } from './guard-names.js';

/**
 * A folder with that many guards that were closed lately, in memory where the system has a place for it: as files of
 * a disk, a hundred thousand take minutes.
 */
export function folderThatKeeps(count: number): string {
  const base = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'guards-'));
  onTestFinished(() => rmSync(base, { recursive: true }));
  const end = join(base, 'end');
  writeFileSync(end, JSON.stringify({ status: 'failed', exit_code: 100, error: 'APT' }), { mode: 0o600 });
  const folder = join(base, 'guards');
  mkdirSync(folder, { mode: 0o700 });
  const name = `closed.${Date.now()}.updated`;
  for (let index = 0; index < count; index += 1) {
    const path = guardPath(folder, `kept-${index}`);
    mkdirSync(path, { mode: 0o700 });
    linkSync(end, join(path, name));
  }
  return folder;
}
