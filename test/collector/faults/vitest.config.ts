import { defineConfig } from 'vitest/config';

/**
 * `npm run check:serve`: 10 kills and 10,000 connections. `KILLS=100 npm run check:serve -- killed`
 * is the whole; `SEED` repeats a run.
 */
export default defineConfig({
  test: {
    include: ['test/collector/faults/*.slow.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
