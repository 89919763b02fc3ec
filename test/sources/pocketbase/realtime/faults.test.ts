import { expect, it } from 'vitest';
import { describeOnPocketBase, usePocketBase } from '../../../support/pocketbase.js';
import { changesUnderFaults } from './changes-under-faults.js';
import { openToDeletes } from './open-to-deletes.mjs';

describeOnPocketBase('a subscription of pocketBaseRecords', () => {
  const server = usePocketBase({ migrations: [openToDeletes()] });

  it('knows every record in its latest version after disconnects, a crash and an idle limit', async () => {
    const faults = { seed: 7, changes: 800, changesPerSecond: 200, cuts: 8, crashes: 1, idleMs: 2_000 };
    const { wrong, leftOpen, cuts, written, views } = await changesUnderFaults(server(), faults);
    expect(wrong).toEqual([]);
    expect(leftOpen).toBe(0);
    expect(cuts).toBeGreaterThanOrEqual(8);
    expect(written).toBeGreaterThanOrEqual(800);
    for (const counts of views) expect(counts.changed).toBeGreaterThan(0);
  });
});
