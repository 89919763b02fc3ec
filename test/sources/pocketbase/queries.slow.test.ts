import { expect, it } from 'vitest';
import { pocketBaseRecords } from '../../../src/sources/pocketbase/index.js';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { askRandomQueries, hostileRows } from './random-queries.js';
import { seedMigration } from './seed-rows.js';

const QUERIES = Number(process.env['QUERIES'] ?? 100_000);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);
const STEP = 1_000;

const rows = hostileRows(SEED, 300);

describeOnPocketBase(`${QUERIES} random queries over hostile values, SEED=${SEED}`, () => {
  const server = usePocketBase({ migrations: [seedMigration(rows)] });

  it('find not one record too many or too few', async () => {
    const source = pocketBaseRecords({ baseUrl: server().url });
    for (let from = SEED; from < SEED + QUERIES; from += STEP) {
      const count = Math.min(STEP, SEED + QUERIES - from);
      expect(await askRandomQueries(source, rows, { from, count })).toEqual([]);
      process.stderr.write(`${from - SEED + count} queries on ${server().generation}, SEED=${SEED}\n`);
    }
  });
});
