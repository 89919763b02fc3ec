import { defineConfig } from 'vitest/config';

/** `npm run check:views`: every view and operator over 100,000 records of a real PocketBase, beside SQL. */
export default defineConfig({
  test: {
    include: ['test/views/**/*.slow.test.ts'],
    globalSetup: ['test/setup/pocketbase.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
