import { defineConfig } from 'vitest/config';
import everything from './vitest.config.js';

/** The tests of the data that `tables.config.mjs` mutates. */
export default defineConfig({
  test: {
    ...everything.test,
    include: [
      'test/consent.test.ts',
      'test/records/**/*.test.ts',
      'test/backends/**/*.test.ts',
      'test/client/{create,update,guard,options}.test.ts',
      'test/transport/answers.test.ts',
    ],
  },
});
