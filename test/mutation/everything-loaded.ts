/// <reference types="vite/client" />

// What is loaded on demand is loaded before the first test: a mutant that acts while its module is
// loaded is the business of every test then, not of the one that happens to load the module.
const modules = Object.values(import.meta.glob('../../src/**/*.ts'));
// One that cannot be loaded is left to the tests: Stryker takes a file without tests for a success.
await Promise.all(modules.map((load) => load().catch(() => undefined)));
