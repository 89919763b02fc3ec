import { isTelemetryError, type TelemetryError } from '../../errors.js';
import type { Health } from '../../observe/health.js';
import type { SourceEvent } from '../../observe/source-event.js';
import { pause } from '../../observe/subscription.js';
import type { CheckedQuery } from '../../sources/records/check-query.js';
import type { Changes } from './changes.js';
import { COLUMNS, readRecord } from './columns.js';
import { FollowedRecords, type Item } from './followed-records.js';
import { readPages } from './read-pages.js';
import type { Reader } from './reader.js';

type Events<Result = void> = AsyncGenerator<SourceEvent<Item>, Result>;

/** The pause after a read that failed, in milliseconds. */
const RETRY_MS = 1_000;

const CHANGED = `
  SELECT version, key FROM runs WHERE version > ?
  UNION ALL SELECT version, key FROM removals WHERE version > ?
  ORDER BY version LIMIT 500`;
const BY_KEYS = `SELECT ${COLUMNS.join(', ')} FROM runs WHERE key IN (SELECT value FROM json_each(?))`;

/**
 * Follows the records of a query until the signal aborts.
 *
 * @throws TelemetryError `unreachable` once the store is closed.
 */
export async function* follow(
  reader: Reader,
  changes: Changes,
  query: CheckedQuery,
  name: string,
  signal: AbortSignal,
): Events {
  const followed = new FollowedRecords(query);
  const call = { signal, remainingMs: () => Infinity, end: () => undefined };
  /** Every change up to this version is told; `undefined` before the first snapshot. */
  let told: number | undefined;
  let state: Health['state'] = 'up';

  async function* snapshot(version: number): Events {
    const at = new Date();
    const items = new Map<string, Item>();
    followed.clear();
    for await (const page of readPages(reader, query, call))
      for (const record of page) items.set(record.key, followed.add(record));
    const health = { [name]: { state: 'up', checkedAt: new Date() } } as const;
    told = version;
    yield { event: 'snapshot', snapshot: { items, at, complete: true, health } };
  }

  /** Tells what has changed since. Of several changes of a record it tells the last one. */
  async function* tellChanges(since: number): Events<boolean> {
    let hasTold = false;
    for (;;) {
      const changed = await reader.all(CHANGED, [since, since], call);
      const last = changed.at(-1);
      if (last === undefined) return hasTold;
      const gone = new Set(changed.map(({ key }) => key as string));
      for (const row of await reader.all(BY_KEYS, [JSON.stringify([...gone])], call)) {
        const record = readRecord(row, COLUMNS);
        gone.delete(record.key);
        for (const event of followed.take(record)) {
          hasTold = true;
          yield event;
        }
      }
      for (const event of [...gone].flatMap((key) => followed.remove(key))) {
        hasTold = true;
        yield event;
      }
      since = told = last['version'] as number;
    }
  }

  async function* tellNews(): Events {
    const [sequence] = await reader.all('SELECT version, forgotten FROM sequence', [], call);
    const { version, forgotten } = sequence as { readonly version: number; readonly forgotten: number };
    let hasTold = state !== 'up';
    if (hasTold) yield tellHealth('up');
    if (told === undefined || told < forgotten) {
      hasTold = true;
      yield* snapshot(version);
    } else if (yield* tellChanges(told)) hasTold = true;
    if (hasTold) yield { event: 'up-to-date', at: new Date() };
  }

  function tellHealth(now: Health['state'], error?: TelemetryError): SourceEvent<Item> {
    state = now;
    return { event: 'health', health: { state: now, checkedAt: new Date(), ...(error && { error }) } };
  }

  while (!signal.aborted) {
    const { count } = changes;
    try {
      yield* tellNews();
      await changes.after(count, signal);
    } catch (thrown) {
      if (signal.aborted) return;
      if (reader.isClosed || !isTelemetryError(thrown)) throw thrown;
      yield tellHealth('down', thrown);
      await pause(RETRY_MS, signal);
    }
  }
}
