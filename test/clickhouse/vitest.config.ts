import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What needs a ClickHouse: one is started for all of these files. */
export default defineConfig({
  test: {
    include: ['test/clickhouse/**/*.test.ts'],
    globalSetup: [fileURLToPath(new URL('./global-setup.ts', import.meta.url))],
    // One file at a time, since a server takes a core.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
