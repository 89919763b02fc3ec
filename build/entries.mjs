// @ts-check

/** What users import, by its name below the package's own, and where it begins. */
export const ENTRIES = {
  index: 'src/index.ts',
  backend: 'src/backends/index.ts',
  clickhouse: 'src/stores/clickhouse/index.ts',
  collector: 'src/collector/index.ts',
  'exit-codes': 'src/exit-codes/index.ts',
  failure: 'src/failure/index.ts',
  host: 'src/host/index.ts',
  ingest: 'src/backends/ingest/index.ts',
  observe: 'src/observe/index.ts',
  'sources-ingest': 'src/sources/ingest/index.ts',
  'sources-pocketbase': 'src/sources/pocketbase/index.ts',
  sqlite: 'src/stores/sqlite/index.ts',
  testing: 'src/testing/index.ts',
  views: 'src/views/index.ts',
};

/** The command `telemetry`. */
export const COMMAND = { telemetry: 'src/cli/main.ts' };
