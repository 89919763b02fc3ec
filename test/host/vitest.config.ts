import { defineConfig } from 'vitest/config';

/** `npm run test:processes`: what many processes do to each other, which takes longer than a developer waits. */
export default defineConfig({
  test: {
    include: ['test/host/**/*.slow.test.ts'],
    globalSetup: ['test/setup/pocketbase.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
