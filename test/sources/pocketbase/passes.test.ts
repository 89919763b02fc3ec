import { expect, it } from 'vitest';
import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { hostileRows } from './random-queries.js';
import { passUnderWrites } from './passes-under-writes.js';
import { seedMigration } from './seed-rows.js';

/** Rows that the server lets a client change. */
const rows = hostileRows(2, 1_200).map((row) => ({ ...row, ct_type: 1, nsapp: 'plex', status: 'failed', error: '' }));

describeOnPocketBase('a pass of pocketBaseRecords, while others write', () => {
  const server = usePocketBase({ migrations: [seedMigration(rows)] });

  it.each<Pick<RecordQuery, 'sort' | 'order'>>([
    {},
    { sort: '-created' },
    { sort: 'updated' },
    { sort: '-updated' },
    { order: 'none' },
    { sort: 'nsapp' },
  ])('misses and repeats no record with %o', async (query) => {
    const { read, writesPerSecond, ...wrong } = await passUnderWrites(server().url, query, 1);
    expect(wrong).toEqual({ repeated: [], missed: [] });
    expect(read).toBeGreaterThanOrEqual(1_200);
    expect(writesPerSecond).toBeGreaterThan(0);
  });
});
