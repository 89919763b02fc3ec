/// <reference types="vite/client" />

// What is loaded on demand is loaded before the first test: a mutant that acts while its module is
// loaded is the business of every test then, not of the one that happens to load the module.
import.meta.glob('../../src/**/*.ts', { eager: true });
