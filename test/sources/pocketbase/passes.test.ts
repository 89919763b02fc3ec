import { expect, it } from 'vitest';
import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { changeableRows, passUnderWrites } from './passes-under-writes.js';
import { seedMigration } from './seed-rows.js';

describeOnPocketBase('a pass of pocketBaseRecords, while others write', () => {
  const server = usePocketBase({ migrations: [seedMigration(changeableRows(2, 1_200))] });

  it.each<Pick<RecordQuery, 'sort' | 'order'>>([
    {},
    { sort: '-created' },
    { sort: 'updated' },
    { sort: '-updated' },
    { order: 'none' },
    { sort: 'nsapp' },
  ])('misses and repeats no record with %o', async (query) => {
    const { read, writesPerSecond, ...wrong } = await passUnderWrites(server(), { query, seed: 1, clients: 16 });
    expect(wrong).toEqual({ repeated: [], missed: [] });
    expect(read).toBeGreaterThanOrEqual(1_200);
    expect(writesPerSecond).toBeGreaterThan(0);
  });
});
