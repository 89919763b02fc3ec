import type { Source } from '../observe/source.js';
import type { SourceEvent } from '../observe/source-event.js';
import { watch } from '../observe/watch.js';
import { checkQuery } from '../sources/records/check-query.js';
import type { RecordQuery, Selected } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import type { StoredRecord } from '../sources/records/stored-record.js';

/** From one poll to the next, of a source that cannot tell changes. */
const POLL_EVERY_MS = 30_000;

/** A source of records, or several that `merge` made one. */
export type FollowedSource = Pick<Source<StoredRecord, RecordQuery>, 'name' | 'list' | 'subscribe'>;

/**
 * Follows records: by the source's own `subscribe`, else by asking every 30 seconds. Begins with the loop.
 *
 * @throws TelemetryError at once for an invalid query, and what the source's `subscribe` throws; else in the loop.
 */
export function followRecords<const Q extends RecordQuery>(
  source: Pick<FollowedSource, 'list' | 'subscribe'>,
  query: Q,
  signal: AbortSignal,
): AsyncIterable<SourceEvent<Selected<Q>>> {
  checkQuery(query);
  // Both hand the query on, so that the records have its fields.
  const records = source as Pick<RecordsSource, 'list' | 'subscribe'>;
  const list: typeof records.list<Q> = (asked, call) => records.list(asked, call);
  return (
    records.subscribe?.(query, { signal }) ?? watch<Selected<Q>, Q>({ list }, { everyMs: POLL_EVERY_MS, query, signal })
  );
}
