import { defineConfig } from 'vitest/config';

/** The tests a mutant has to survive: those that need no server and no process of their own. */
export default defineConfig({
  test: {
    include: [
      'test/client/**/*.test.ts',
      'test/records/**/*.test.ts',
      'test/transport/**/*.test.ts',
      'test/testing/**/*.test.ts',
      'test/conformance/**/*.test.ts',
      'test/backends/{contract,memory,filter,stored-error}.test.ts',
      'test/*.test.ts',
    ],
    globalSetup: ['test/mutation/without-pocketbase.ts'],
    setupFiles: ['test/mutation/everything-loaded.ts'],
    testTimeout: 20_000,
  },
});
