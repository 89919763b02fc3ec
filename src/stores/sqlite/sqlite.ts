import { subscription } from '../../observe/subscription.js';
import { readWithin } from '../../sources/http/read-call.js';
import { checkRefusal, checkReport } from '../check-report.js';
import { momentOf } from '../columns.js';
import { checkKeys, checkLimit } from '../read-limits.js';
import type { KeptRefusal, ProgressStep } from '../report.js';
import type { Store } from '../store.js';
import { storeBackend } from '../store-backend.js';
import { storeRecords } from '../store-records.js';
import { tellChanges } from '../tell-changes.js';
import { openDatabase } from './open-database.js';
import { Reader } from './reader.js';
import { startRetention } from './retention.js';
import { checkSqliteOptions, type SqliteOptions } from './sqlite-options.js';
import { SqliteFeed } from './sqlite-feed.js';
import { sqliteReads } from './sqlite-reads.js';
import { WriteQueue } from './write-queue.js';
import { prepareWrites, readSteps } from './write-report.js';

const NAME = 'sqlite';

/**
 * Opens a store of reports in a file of SQLite, on `node:sqlite`: Node 22.13 or later, Deno or Bun.
 *
 * - Several processes may open one file on one machine. Not on a network file system, where SQLite's locks do not hold.
 * - A report resolves after its transaction is synced to the disk. Reports that arrive together share a transaction.
 * - A read blocks this process for as long as SQLite takes for one page, one count or one summary.
 * - `records` tells changes of this process at once, and those of other processes within a second. `subscribe` keeps the
 *   records of its query in memory; a `limit` is `invalid-query`.
 * - Sorting by another field than `created` and `key` sorts first, into a temporary file.
 * - To copy the file while it is in use: `VACUUM INTO 'copy.db'`.
 *
 * @throws TelemetryError `invalid-options`, naming every invalid option, and for a file of another program or of a later
 * version of this package; `unavailable` if the file cannot be opened; `unsupported` on Node without `node:sqlite`.
 *
 * @example
 * ```ts no-run
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { sqlite } from '@community-scripts/telemetry/sqlite';
 *
 * const store = sqlite({ path: 'telemetry.db', retentionDays: 365 });
 * const telemetry = new TelemetryClient({ consent: 'yes', backend: store.backend() });
 * await telemetry.create({ type: 'lxc', nsapp: 'plex' });
 * await store.records.count({ status: 'installing' }); // 1
 * await store.close();
 * ```
 */
export function sqlite(options: SqliteOptions): Store {
  const { path, retentionDays } = checkSqliteOptions(options);
  const { writer, reader: readable } = openDatabase(path);
  const reader = new Reader(readable);
  const feed = new SqliteFeed(reader);
  const queue = new WriteQueue(writer, () => feed.tell());
  const writes = prepareWrites(writer);
  const stopRetention = retentionDays && startRetention(queue, retentionDays, writes.removeBefore);
  let closed: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    if (stopRetention) stopRetention();
    await queue.close();
    reader.close();
    feed.tell();
    if (readable !== writer) readable.close();
    writer.close();
  };

  const store: Store = {
    name: NAME,
    async report(report, call) {
      const checked = checkReport(report);
      return queue.add(() => writes.report(checked), call, charactersIn(checked));
    },
    async refuse(refusal, call) {
      const checked = checkRefusal(refusal);
      return queue.add(() => writes.refuse(checked), call, charactersIn(checked));
    },
    refusals: (limit, call) =>
      readWithin(call, async (reading): Promise<KeptRefusal[]> => {
        checkLimit(limit);
        const select = 'SELECT at, reason, body FROM refusals ORDER BY number DESC LIMIT ?';
        const rows = await reader.all(select, [limit], reading);
        return rows.map(({ at, reason, body }) => ({
          at: momentOf(at as number),
          reason: reason as string,
          body: body as string,
        }));
      }),
    progress: (keys, call) =>
      readWithin(call, async (reading): Promise<Map<string, ProgressStep[]>> => {
        checkKeys(keys);
        const select = 'SELECT key, steps FROM runs WHERE key IN (SELECT value FROM json_each(?))';
        const rows = await reader.all(select, [JSON.stringify(keys)], reading);
        return new Map(rows.map(({ key, steps }) => [key as string, stepsOf(steps as string)]));
      }),
    changes: ({ after, signal: callerSignal } = {}) =>
      subscription(callerSignal, (signal) => tellChanges(feed, after, signal)),
    records: storeRecords(NAME, sqliteReads(reader), feed),
    backend: () => storeBackend(store),
    close: () => (closed ??= close()),
  };
  return store;
}

function charactersIn(given: object): number {
  let characters = 0;
  for (const value of Object.values(given)) if (typeof value === 'string') characters += value.length;
  return characters;
}

function stepsOf(text: string): ProgressStep[] {
  return readSteps(text).map(([status, ms]) => ({ status, at: momentOf(ms) }));
}
