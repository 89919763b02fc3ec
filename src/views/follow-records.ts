import type { SourceEvent } from '../observe/source-event.js';
import { watch } from '../observe/watch.js';
import type { RecordQuery, Selected } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';

/** From one poll to the next, of a source that cannot tell changes. */
const POLL_EVERY_MS = 30_000;

/**
 * Follows records: by the source's own `subscribe`, else by asking every 30 seconds. Begins with the loop, in which
 * everything that the source throws is thrown.
 */
export async function* followRecords<const Q extends RecordQuery>(
  source: Pick<RecordsSource, 'list' | 'subscribe'>,
  query: Q,
  signal: AbortSignal,
): AsyncGenerator<SourceEvent<Selected<Q>>, void> {
  const list: typeof source.list<Q> = (asked, call) => source.list(asked, call);
  yield* source.subscribe?.(query, { signal }) ??
    watch<Selected<Q>, Q>({ list }, { everyMs: POLL_EVERY_MS, query, signal });
}
