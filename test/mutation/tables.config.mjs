import everything from './stryker.config.mjs';

/**
 * What is data for the most part: tables, schemas, patterns. A mutant that acts while its module is
 * loaded runs every test there is, so that these are only the tests whose subject such data is.
 */
export default {
  ...everything,
  mutate: ['src/consent.ts', 'src/records/*.ts', 'src/backends/*.ts', 'src/backends/pocketbase/*.ts'],
  vitest: { ...everything.vitest, configFile: 'test/mutation/tables.vitest.config.ts' },
  ignoreStatic: false,
  jsonReporter: { fileName: 'test/mutation/.cache/tables.json' },
};
