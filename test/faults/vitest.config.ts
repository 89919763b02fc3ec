import { defineConfig } from 'vitest/config';

/** `npm run test:faults`: what takes longer than a developer waits. */
export default defineConfig({
  test: {
    include: ['test/faults/*.test.ts'],
    globalSetup: ['test/setup/pocketbase.ts'],
    // They wait more than they work.
    maxWorkers: 4,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
