import { expect, it } from 'vitest';
import { pocketBaseRecords } from '../../../src/sources/pocketbase/index.js';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { expectedRecord } from './query-oracle.js';
import { askRandomQueries, hostileRows } from './random-queries.js';
import { seedMigration } from './seed-rows.js';

const rows = hostileRows(1, 300);

describeOnPocketBase('queries of pocketBaseRecords, over hostile values', () => {
  const server = usePocketBase({ migrations: [seedMigration(rows)] });

  it('reads every row as its record', async () => {
    const { items, complete } = await pocketBaseRecords({ baseUrl: server().url }).list();
    expect(complete).toBe(true);
    expect(Object.fromEntries(items)).toEqual(
      Object.fromEntries(rows.map((row) => [row.random_id, expectedRecord(row)])),
    );
  });

  it('finds not one record too many or too few, in order', async () => {
    const source = pocketBaseRecords({ baseUrl: server().url });
    expect(await askRandomQueries(source, rows, { from: 1, count: 400 })).toEqual([]);
  });
});
