import type { Health } from '../../../../src/observe/health.js';
import type { SourceEvent } from '../../../../src/observe/source-event.js';
import type { RecordQuery } from '../../../../src/sources/records/record-query.js';
import type { RecordsSource } from '../../../../src/sources/records/records-source.js';
import type { StoredRecord } from '../../../../src/sources/records/stored-record.js';

/** What a subscriber knows, and what was wrong with what it was told. */
export interface FollowedView {
  readonly items: ReadonlyMap<string, StoredRecord>;
  readonly counts: Readonly<Record<SourceEvent<unknown>['event'] | 'live' | 'catch-up', number>>;
  readonly health: readonly Health['state'][];
  /** Changes told twice, told in a wrong order, or told of what was not known. */
  readonly wrong: readonly string[];
  /** Ends following. Rejects if it ended by itself. */
  end(): Promise<void>;
}

/** Follows a query, and keeps what it is told. */
export function followedView(source: RecordsSource, query: RecordQuery): FollowedView {
  let items = new Map<string, StoredRecord>();
  const counts = { snapshot: 0, changed: 0, removed: 0, 'up-to-date': 0, health: 0, live: 0, 'catch-up': 0 };
  const health: Health['state'][] = [];
  const wrong: string[] = [];
  const told = new Set<string>();
  const controller = new AbortController();

  const take = (event: SourceEvent<StoredRecord>): void => {
    counts[event.event] += 1;
    if (event.event === 'health') health.push(event.health.state);
    if (event.event === 'snapshot') {
      items = new Map(event.snapshot.items);
      for (const item of items.values()) told.add(JSON.stringify(item));
    }
    if (event.event === 'removed') {
      if (!items.delete(event.key)) wrong.push(`removed, but not known: ${event.key}`);
    }
    if (event.event === 'changed') {
      const { key, item, before, via } = event;
      counts[via] += 1;
      const known = items.get(key);
      if (JSON.stringify(known) !== JSON.stringify(before)) wrong.push(`another before: ${key}`);
      if (known && (known.updated as string) > (item.updated as string)) wrong.push(`older than known: ${key}`);
      if (told.has(JSON.stringify(item))) wrong.push(`told twice: ${key} of ${item.updated}`);
      told.add(JSON.stringify(item));
      items.set(key, item);
    }
  };

  const following = (async () => {
    const events = source.subscribe?.(query, { signal: controller.signal }) ?? [];
    for await (const event of events) take(event);
  })();
  // It is thrown at the end.
  following.catch(() => undefined);
  return {
    get items() {
      return items;
    },
    counts,
    health,
    wrong,
    async end() {
      controller.abort();
      await following;
    },
  };
}
