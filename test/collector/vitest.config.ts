import { defineConfig } from 'vitest/config';

/** What needs a Node with SQLite, the built command, or more than a few seconds: `npm run check:collector`. */
export default defineConfig({
  test: {
    include: ['test/collector/*.slow.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
