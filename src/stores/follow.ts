import { isTelemetryError, type TelemetryError } from '../errors.js';
import type { Health } from '../observe/health.js';
import type { SourceEvent } from '../observe/source-event.js';
import { pause } from '../observe/subscription.js';
import type { ReadCall } from '../sources/http/read-call.js';
import type { CheckedQuery } from '../sources/records/check-query.js';
import type { StoredRecord } from '../sources/records/stored-record.js';
import type { ChangeFeed, Follower } from './change-feed.js';
import { FollowedRecords, type Item } from './followed-records.js';

type Events<Result = void> = AsyncGenerator<SourceEvent<Item>, Result>;

/** The pause after a read that failed, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * Follows the records of a query until the signal aborts.
 *
 * @param read - Reads the records of a query.
 * @throws TelemetryError `unreachable` once the store is closed.
 */
export async function* follow(
  read: (query: CheckedQuery, call: ReadCall) => AsyncIterable<StoredRecord>,
  feed: ChangeFeed,
  query: CheckedQuery,
  name: string,
  signal: AbortSignal,
): Events {
  const followed = new FollowedRecords(query);
  const call = { signal, remainingMs: () => Infinity, end: () => undefined };
  /** Has read every change that is told; `undefined` before the first snapshot, and after one that failed. */
  let follower: Follower | undefined;
  let state: Health['state'] = 'up';

  async function* snapshot(): Events {
    const at = new Date();
    const items = new Map<string, Item>();
    followed.clear();
    for await (const record of read(query, call)) items.set(record.key, followed.add(record));
    const health = { [name]: { state: 'up', checkedAt: new Date() } } as const;
    yield { event: 'snapshot', snapshot: { items, at, complete: true, health } };
  }

  /** Tells what has changed since. Of several changes of a record it tells the last one. */
  async function* tellNews(): Events {
    const next = follower ?? feed.follow();
    let hasTold = false;
    for (;;) {
      const changed = await next.read(signal);
      if (state !== 'up') {
        hasTold = true;
        yield tellHealth('up');
      }
      if (changed === 'gap') {
        hasTold = true;
        follower = undefined;
        yield* snapshot();
        follower = next;
        continue;
      }
      if (changed.length === 0) break;
      for (const { key, record } of changed) {
        for (const event of record === undefined ? followed.remove(key) : followed.take(record)) {
          hasTold = true;
          yield event;
        }
      }
    }
    if (hasTold) yield { event: 'up-to-date', at: new Date() };
  }

  function tellHealth(now: Health['state'], error?: TelemetryError): SourceEvent<Item> {
    state = now;
    return { event: 'health', health: { state: now, checkedAt: new Date(), ...(error && { error }) } };
  }

  while (!signal.aborted) {
    const { count } = feed;
    try {
      yield* tellNews();
      await feed.after(count, signal);
    } catch (thrown) {
      if (signal.aborted) return;
      if (feed.isClosed || !isTelemetryError(thrown)) throw thrown;
      yield tellHealth('down', thrown);
      await pause(RETRY_MS, signal);
    }
  }
}
