import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'bench/**/*.test.ts'],
    // Checks with commands of their own: npm run test:faults, test:processes, check:stores. A mutation run's copies.
    exclude: [
      'test/clickhouse/**',
      'test/faults/**',
      'test/stores/**',
      '**/*.slow.test.ts',
      '**/.cache/**',
      '**/node_modules/**',
    ],
    typecheck: { enabled: true, include: ['test/types/**/*.test-d.ts'], tsconfig: 'test/tsconfig.json' },
    globalSetup: ['test/setup/pocketbase.ts', 'test/setup/frameworks.ts'],
    reporters: process.env['CI'] === undefined ? ['default'] : ['dot'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      include: ['src/**'],
      // The first two are run in processes of their own, which are not counted here. The stores: their own configuration.
      exclude: [
        'src/cli/**',
        'src/host/run/**',
        'src/stores/{clickhouse,sqlite}/**',
        // What both of them stand on.
        'src/stores/{change-feed,changes,columns,follow,followed-records,read-limits}.ts',
        'src/stores/{store-records,summarize-in-sql,tell-changes,waiting-writes}.ts',
      ],
      reporter: ['text-summary', 'text'],
      thresholds: { lines: 95, branches: 95 },
    },
  },
});
