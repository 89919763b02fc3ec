import { isTelemetryError, type TelemetryError } from '../../errors.js';
import type { Health } from '../../observe/health.js';
import type { SourceEvent } from '../../observe/source-event.js';
import { pause } from '../../observe/subscription.js';
import type { CheckedQuery } from '../../sources/records/check-query.js';
import type { Changes } from './changes.js';
import { FollowedRecords, type Item } from './followed-records.js';
import { readChanges, readSequence } from './read-changes.js';
import { readPages } from './read-pages.js';
import type { Reader } from './reader.js';

type Events<Result = void> = AsyncGenerator<SourceEvent<Item>, Result>;

/** The pause after a read that failed, in milliseconds. */
const RETRY_MS = 1_000;

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
      await reader.turn(call);
      const changed = readChanges(reader, since);
      if (changed.length === 0) return hasTold;
      for (const { version, key, record } of changed) {
        for (const event of record === undefined ? followed.remove(key) : followed.take(record)) {
          hasTold = true;
          yield event;
        }
        since = told = version;
      }
    }
  }

  async function* tellNews(): Events {
    await reader.turn(call);
    const { version, forgotten } = readSequence(reader);
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
