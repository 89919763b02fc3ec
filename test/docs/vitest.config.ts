import { defineConfig } from 'vitest/config';

// For the programs of guides that are tests themselves.
export default defineConfig({ test: { include: ['.cache/programs/*.test.mjs'], exclude: [] } });
