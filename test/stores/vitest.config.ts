import { defineConfig } from 'vitest/config';

/** `npm run check:stores`: on a runtime with SQLite, which Node 20 does not have. */
export default defineConfig({
  test: {
    include: ['test/stores/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      include: ['src/stores/sqlite/**'],
      reporter: ['text-summary', 'text'],
      thresholds: { lines: 95, branches: 95 },
    },
  },
});
