import { describe, expect, it } from 'vitest';
import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { changeableRows, passUnderWrites } from './passes-under-writes.js';
import { seedMigration } from './seed-rows.js';

const PASSES = Number(process.env['PASSES'] ?? 100);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);

/** At least so many records a second are stored or changed during each pass. */
const PER_SECOND = 500;

/** More than asked for, because the writers wait for each other. */
const WRITERS = { clients: 4, sqlPerSecond: 700 } as const;

const QUERIES: readonly Pick<RecordQuery, 'sort' | 'order'>[] = [
  {},
  { order: 'none' },
  { sort: '-created' },
  { sort: 'updated' },
  { order: 'none' },
  { sort: '-updated' },
];

/** So many that a pass is longer than a writer's wait for its turn. */
const ROWS = 20_000;

/** A pass leaves more records behind for the next, so that each server is asked for a few only. */
const PER_SERVER = 5;

const firsts = Array.from({ length: Math.ceil(PASSES / PER_SERVER) }, (_, place) => SEED + place * PER_SERVER);

describe.each(firsts)('from SEED=%i', (first) => {
  describeOnPocketBase(`passes while ${PER_SECOND} records a second are written`, () => {
    const server = usePocketBase({ migrations: [seedMigration(changeableRows(first, ROWS))] });

    it('miss and repeat no record', async () => {
      for (let seed = first; seed < Math.min(first + PER_SERVER, SEED + PASSES); seed += 1) {
        const query = QUERIES[seed % QUERIES.length] ?? {};
        const { read, writesPerSecond, ...wrong } = await passUnderWrites(server(), { query, seed, ...WRITERS });
        process.stderr.write(`seed ${seed}: ${JSON.stringify(query)} read ${read}, ${writesPerSecond} writes/s\n`);
        expect(wrong, `seed ${seed}`).toEqual({ repeated: [], missed: [] });
        expect(writesPerSecond, `writes a second under seed ${seed}`).toBeGreaterThanOrEqual(PER_SECOND);
      }
    });
  });
});

describeOnPocketBase('a pass that does not find what came late, while records are written', () => {
  const server = usePocketBase({ migrations: [seedMigration(changeableRows(SEED, ROWS))] });

  let passes = SEED + PASSES;

  it.each([{}, { order: 'none' }, { sort: 'updated' }, { sort: '-updated' }] as const)(
    'misses some with %o',
    async (query) => {
      const seed = (passes += 1);
      const { missed } = await passUnderWrites(server(), { query, seed, ...WRITERS, hidesLate: true });
      expect(missed.length).toBeGreaterThan(0);
    },
  );
});
