import { expect, it } from 'vitest';
import { describeOnPocketBase, usePocketBase } from '../../../support/pocketbase.js';
import { changesUnderFaults } from './changes-under-faults.js';
import { openToDeletes } from './open-to-deletes.mjs';

describeOnPocketBase('a subscription of pocketBaseRecords', () => {
  const server = usePocketBase({ migrations: [openToDeletes()] });

  it('knows every record in its latest version after 10,000 changes, 50 disconnects and 3 crashes', async () => {
    const faults = { seed: 11, changes: 10_000, changesPerSecond: 250, cuts: 50, crashes: 3, idleMs: 2_000 };
    const { wrong, leftOpen, cuts, written, views } = await changesUnderFaults(server(), faults);
    expect(wrong).toEqual([]);
    expect(leftOpen).toBe(0);
    expect(cuts).toBeGreaterThanOrEqual(50);
    expect(written).toBeGreaterThanOrEqual(10_000);
    for (const counts of views) expect(counts.live).toBeGreaterThan(0);
  });

  it('survives silences that a proxy ends after two seconds', async () => {
    const faults = { seed: 12, changes: 20, changesPerSecond: 0.8, cuts: 0, crashes: 0, idleMs: 2_000 };
    const { wrong, leftOpen, views } = await changesUnderFaults(server(), faults);
    expect(wrong).toEqual([]);
    expect(leftOpen).toBe(0);
    // It was cut off, and up again.
    for (const counts of views) expect(counts.health).toBeGreaterThan(2);
  });
});
