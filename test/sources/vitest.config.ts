import { defineConfig } from 'vitest/config';

/**
 * The tests of sources that take long: `npm run check:queries`, random queries and passes under writes, many more than
 * `npm test` has (`QUERIES`, `PASSES` and `SEED` say how many and from which seed), and `npm run check:subscriptions`,
 * subscriptions under many faults.
 */
export default defineConfig({
  test: {
    include: ['test/sources/**/*.slow.test.ts'],
    globalSetup: ['test/setup/pocketbase.ts'],
    fileParallelism: false,
    testTimeout: 24 * 3_600_000,
    hookTimeout: 120_000,
  },
});
