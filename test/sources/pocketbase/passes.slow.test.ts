import { expect, it } from 'vitest';
import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { changeableRows, passUnderWrites } from './passes-under-writes.js';
import { seedMigration } from './seed-rows.js';

const PASSES = Number(process.env['PASSES'] ?? 100);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);

const QUERIES: readonly Pick<RecordQuery, 'sort' | 'order'>[] = [
  {},
  { sort: '-created' },
  { sort: 'updated' },
  { sort: '-updated' },
  { order: 'none' },
];

describeOnPocketBase(`${PASSES} passes while others write, SEED=${SEED}`, () => {
  const server = usePocketBase({ migrations: [seedMigration(changeableRows(SEED, 10_000))] });

  it('miss and repeat no record', async () => {
    for (let seed = SEED; seed < SEED + PASSES; seed += 1) {
      const query = QUERIES[seed % QUERIES.length] ?? {};
      const { read, writesPerSecond, ...wrong } = await passUnderWrites(server().url, query, seed);
      process.stderr.write(`seed ${seed}: ${JSON.stringify(query)} read ${read}, ${writesPerSecond} writes/s\n`);
      expect(wrong).toEqual({ repeated: [], missed: [] });
    }
  });
});
