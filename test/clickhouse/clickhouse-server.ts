import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { clickhouse, type ClickHouseOptions, type Store } from '../../src/stores/clickhouse/index.js';
import { type ClickHouse, startClickHouse } from './server.mjs';

/** A ClickHouse for the tests of a file. */
export interface TestServer {
  readonly server: ClickHouse;
  /** The name of a database that does not exist yet. */
  readonly newDatabase: () => string;
  /** Opens a store, which is closed after the test. */
  readonly open: (options: Partial<ClickHouseOptions>) => Store;
  /** The rows that a statement gives. */
  readonly rows: (database: string, sql: string) => Promise<Record<string, unknown>[]>;
}

/** Starts a ClickHouse before the tests of a file, and ends it after them. */
export function useClickHouse(): TestServer {
  let server: ClickHouse | undefined;
  let databases = 0;
  beforeAll(async () => {
    server = await startClickHouse();
  });
  afterAll(() => server?.stop());
  const running = (): ClickHouse => {
    if (server === undefined) throw new Error('ClickHouse has not started');
    return server;
  };
  return {
    get server() {
      return running();
    },
    newDatabase: () => `test_${(databases += 1)}`,
    open(options) {
      const store = clickhouse({ url: running().url, ...options });
      onTestFinished(() => store.close());
      return store;
    },
    async rows(database, sql) {
      const lines = await running().run(`${sql} FORMAT JSONEachRow`, database);
      return lines
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    },
  };
}
