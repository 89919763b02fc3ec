import type { SourceEvent } from '../observe/source-event.js';
import type { RecordQuery, Selected } from '../sources/records/record-query.js';
import { checkSource } from './check-source.js';
import { type FollowedSource, followRecords } from './follow-records.js';
import { queryKey } from './query-key.js';

/** What TanStack DB gives to a collection's `sync`, as far as it is used. */
export interface CollectionSync<T> {
  /** Opens a transaction. */
  readonly begin: () => void;
  /** Adds a change to the open transaction. */
  readonly write: (
    message:
      { readonly type: 'insert' | 'update'; readonly value: T } | { readonly type: 'delete'; readonly key: string },
  ) => void;
  /** Shows the changes of the open transaction. */
  readonly commit: () => unknown;
  /** Says that the first picture is whole. */
  readonly markReady: () => void;
  /** Missing in older versions. */
  readonly markError?: (error?: unknown) => void;
}

/** Options of a collection of TanStack DB. */
export interface RecordsCollectionOptions<T> {
  readonly id: string;
  /** Gives the `key` of a record. */
  readonly getKey: (record: T) => string;
  readonly sync: {
    readonly rowUpdateMode: 'full';
    /** Begins to follow the records. @returns what ends it. */
    readonly sync: (params: CollectionSync<T>) => () => void;
  };
}

/**
 * Makes the options with which TanStack DB keeps a collection of the records that match, up to date: by the source's
 * `subscribe`, else by asking every 30 seconds. The collection is read-only, and holds all of them in memory.
 *
 * - It is ready after the first whole picture is shown. While the source is down its status is `error`, where the
 *   version of TanStack DB has one, and the rows stay; when the source answers again it is `ready`.
 * - A query that the source refuses makes it `error`, and it stays so.
 * - TanStack DB empties a collection that has no subscriber for 300 s: keep a live query or a `subscribeChanges`.
 * - Without `includeInitialState`, `subscribeChanges` tells the first update of a row that was there as an insert, and
 *   its delete never.
 *
 * @throws TelemetryError `invalid-options` at once for what is not a source.
 *
 * @example
 * ```jsx
 * import { createCollection } from '@tanstack/db';
 * import { pocketBaseRecords } from '@community-scripts/telemetry/sources/pocketbase';
 * import { recordsCollectionOptions } from '@community-scripts/telemetry/views';
 *
 * const failures = createCollection(recordsCollectionOptions(pocketBaseRecords(), { status: 'failed' }));
 * failures.subscribeChanges(() => console.log(failures.size), { includeInitialState: true });
 * ```
 */
export function recordsCollectionOptions<const Q extends RecordQuery>(
  source: FollowedSource,
  query: Q,
): RecordsCollectionOptions<Selected<Q>> {
  checkSource('recordsCollectionOptions', source, 'list');
  return {
    id: `telemetry ${source.name} ${JSON.stringify(queryKey(query))}`,
    getKey: ({ key }) => key,
    sync: {
      rowUpdateMode: 'full',
      sync(params) {
        const ending = new AbortController();
        const { signal } = ending;
        void applyEvents(() => followRecords(source, query, signal), params, signal);
        return () => ending.abort();
      },
    },
  };
}

async function applyEvents<T extends { key: string }>(
  follow: () => AsyncIterable<SourceEvent<T>>,
  params: CollectionSync<T>,
  signal: AbortSignal,
): Promise<void> {
  /** The keys of the collection's rows: it must not be told an insert of a known row, or an update of another. */
  const known = new Set<string>();
  let isShown = false;
  const put = (key: string, item: T): void => {
    // A new object for each write: a row that is changed in place is no change.
    params.write({ type: known.has(key) ? 'update' : 'insert', value: { ...item, key } });
    known.add(key);
  };
  const drop = (key: string): void => {
    if (known.delete(key)) params.write({ type: 'delete', key });
  };
  const write = async (change: () => void): Promise<void> => {
    params.begin();
    change();
    await params.commit();
  };
  try {
    for await (const told of follow()) {
      // Of a collection that was cleaned up, nothing may be written.
      if (signal.aborted) return;
      if (told.event === 'changed') await write(() => put(told.key, told.item));
      if (told.event === 'removed') await write(() => drop(told.key));
      if (told.event === 'snapshot') {
        const { items, complete } = told.snapshot;
        await write(() => {
          if (complete) for (const key of [...known]) if (!items.has(key)) drop(key);
          for (const [key, item] of items) put(key, item);
        });
        isShown = true;
        if (!signal.aborted) params.markReady();
      }
      if (told.event === 'health' && told.health.state === 'down') params.markError?.(told.health.error);
      if (told.event === 'health' && told.health.state !== 'down' && isShown) params.markReady();
    }
  } catch (error) {
    if (!signal.aborted) params.markError?.(error);
  }
}
