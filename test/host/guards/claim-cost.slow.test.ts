import { expect, it, vi } from 'vitest';
import { FileGuardStore } from '../../../src/host/guards/file-guard-store.js';
import type { InstallationEnd } from '../../../src/index.js';
import { fileSystem } from './file-system-calls.js';
import { letSweepBeDue } from './guard-names.js';
import { folderThatKeeps } from './many-guards.js';

vi.mock('node:fs/promises', async (original) => (await import('./file-system-calls.js')).counting(original));

const end: InstallationEnd = { status: 'failed', exit_code: 100, error: 'APT' };
const never = (): AbortSignal => new AbortController().signal;

/** What it takes of the file system to claim a guard and to close it. */
async function costOfOne(store: FileGuardStore, id: string): Promise<typeof fileSystem> {
  Object.assign(fileSystem, { calls: 0, namesRead: 0 });
  const claim = await store.claim(id, end, never());
  if (!claim.granted) throw new Error(`Closed by ${claim.closedBy}`);
  await claim.close('updated');
  return { ...fileSystem };
}

/** A store in use: who it is, is read once. */
async function aStoreInUse(folder: string): Promise<FileGuardStore> {
  const store = new FileGuardStore({
    folder,
    onDegraded: (error) => {
      throw error;
    },
  });
  await costOfOne(store, 'the first one');
  return store;
}

it('a claim asks the same of the file system with 100,000 guards kept as with none, and reads none of them', async () => {
  const [none, many] = [await aStoreInUse(folderThatKeeps(0)), await aStoreInUse(folderThatKeeps(100_000))];
  for (let index = 0; index < 20; index += 1) {
    const cost = await costOfOne(many, `new-${index}`);
    expect(cost).toEqual(await costOfOne(none, `new-${index}`));
    expect(cost.namesRead).toBe(0);
  }
  expect(await many.claim('kept-99999', end, never())).toEqual({ granted: false, closedBy: 'updated' });
});

it('one claim of many comes with a sweep, which looks at 256 of 100,000 guards at most', async () => {
  const folder = folderThatKeeps(100_000);
  const store = await aStoreInUse(folder);
  const usual = await costOfOne(store, 'without a sweep');
  letSweepBeDue(folder);
  const swept = await costOfOne(store, 'with a sweep');
  // The stamp is written twice, and the folder's names are read.
  expect(swept.calls - usual.calls).toBeLessThanOrEqual(256 + 5);
  expect(await costOfOne(store, 'without one again')).toEqual(usual);
});
