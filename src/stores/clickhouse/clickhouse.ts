import { subscription } from '../../observe/subscription.js';
import { readWithin } from '../../sources/http/read-call.js';
import { checkRefusal, checkReport } from '../check-report.js';
import { checkKeys, checkLimit } from '../read-limits.js';
import type { Store } from '../store.js';
import { storeBackend } from '../store-backend.js';
import { storeRecords } from '../store-records.js';
import { tellChanges } from '../tell-changes.js';
import { checkClickHouseOptions, type ClickHouseOptions } from './clickhouse-options.js';
import { ClickHouseFeed } from './changes/clickhouse-feed.js';
import { clickhouseReads } from './reading/clickhouse-reads.js';
import { Database } from './database.js';
import { deriveForgotten } from './writing/derive-runs.js';
import { makeTables } from './schema/make-tables.js';
import { readRefusals } from './reading/read-refusals.js';
import { readSteps } from './reading/read-steps.js';
import { RefusalTrim } from './writing/refusal-trim.js';
import { Writer } from './writing/writer.js';

const NAME = 'clickhouse';

/**
 * Opens a store of reports in ClickHouse, through `@clickhouse/client-web`. Any number of processes may open one database.
 *
 * It connects with the first report or read, which makes the database and its tables where they are missing.
 *
 * - A report resolves after its insert is stored, with what it did. Reports of 25 ms, up to 500, share an insert.
 * - An insert that is not confirmed is sent again until it is. A report that waits longer than 5 seconds for that rejects
 *   as `unavailable` with the fate `unknown`, and may be stored later.
 * - The first end that the server receives stands, whichever process reported it.
 *
 * @throws TelemetryError `invalid-options`, naming every invalid option.
 *
 * @example
 * ```ts no-run
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { clickhouse } from '@community-scripts/telemetry/clickhouse';
 *
 * const store = clickhouse({ url: 'http://127.0.0.1:8123', username: 'telemetry', password: 'secret' });
 * const telemetry = new TelemetryClient({ consent: 'yes', backend: store.backend() });
 * await telemetry.create({ type: 'lxc', nsapp: 'plex' });
 * await store.records.count({ status: 'installing' }); // 1
 * await store.close();
 * ```
 */
export function clickhouse(options: ClickHouseOptions): Store {
  const database = new Database(checkClickHouseOptions(options), async (made, checked) => {
    await makeTables(made, checked);
    // Nothing waits for it. A later process does what fails here.
    void deriveForgotten(made).catch(() => undefined);
  });
  const feed = new ClickHouseFeed(database);
  const writer = new Writer(database, () => feed.tell());
  const trim = new RefusalTrim(database);
  let closed: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    await writer.close();
    await database.close();
    feed.tell();
  };

  const store: Store = {
    name: NAME,
    report: async (report, call) => writer.report(checkReport(report), call),
    async refuse(refusal, call) {
      await writer.refuse(checkRefusal(refusal), call);
      void trim.add();
    },
    refusals: (limit, call) =>
      readWithin(call, async (reading) => {
        checkLimit(limit);
        return readRefusals(database, limit, reading);
      }),
    progress: (keys, call) =>
      readWithin(call, async (reading) => {
        checkKeys(keys);
        return readSteps(database, keys, reading);
      }),
    changes: ({ after, signal: callerSignal } = {}) =>
      subscription(callerSignal, (signal) => tellChanges(feed, after, signal)),
    records: storeRecords(NAME, clickhouseReads(database), feed),
    backend: () => storeBackend(store),
    close: () => (closed ??= close()),
  };
  return store;
}
