/** What decides and waits. What is data for the most part has `tables.config.mjs`. */
export default {
  mutate: ['src/client.ts', 'src/update-guard.ts', 'src/deadline.ts', 'src/delivery/*.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  // Each of those that act while a module is loaded would run every test, which takes a minute; they are few here.
  ignoreStatic: true,
  // What the tests of these files do not read.
  ignorePatterns: ['dist', 'docs', 'coverage', 'test/runtimes', 'test/consumers', 'test/simulation', 'test/faults'],
  tempDirName: 'test/mutation/.cache',
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: 'test/mutation/.cache/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  concurrency: 2,
  timeoutMS: 10_000,
  thresholds: { high: 95, low: 90, break: 90 },
};
