import { describe, expect, it } from 'vitest';
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

/** A pass leaves more records behind for the next, so that each server is asked for a few only. */
const PER_SERVER = 10;

const firsts = Array.from({ length: Math.ceil(PASSES / PER_SERVER) }, (_, place) => SEED + place * PER_SERVER);

describe.each(firsts)('from SEED=%i', (first) => {
  describeOnPocketBase('passes while others write', () => {
    const server = usePocketBase({ migrations: [seedMigration(changeableRows(first, 10_000))] });

    it('miss and repeat no record', async () => {
      for (let seed = first; seed < Math.min(first + PER_SERVER, SEED + PASSES); seed += 1) {
        const query = QUERIES[seed % QUERIES.length] ?? {};
        const { read, writesPerSecond, ...wrong } = await passUnderWrites(server().url, query, seed);
        process.stderr.write(`seed ${seed}: ${JSON.stringify(query)} read ${read}, ${writesPerSecond} writes/s\n`);
        expect(wrong).toEqual({ repeated: [], missed: [] });
      }
    });
  });
});
