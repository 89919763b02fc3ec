import type { StoredRecord } from '../records/stored-record.js';
import { momentLiteral } from './filter-literals.js';
import { type AskForPage, keysetPages, type KeysetOrder, type RecordPages } from './keyset-pages.js';

/**
 * How much later than its `created` or `updated` a record may become visible, in milliseconds. 89 were measured, under
 * sixteen writers.
 */
const LATEST_MS = 3_000;

/**
 * Reads every record that a filter matches during the whole pass, exactly once, however many are written meanwhile.
 *
 * A record that became visible only after younger ones were read follows at the end; so does, in descending order of
 * `updated`, a record that was changed before it was read. To tell such records, ids are kept: of `created` those of the
 * last seconds and of the time that the pass took, of `updated` all.
 *
 * @param most - The number of records after which no page is requested.
 */
export async function* recordPass(ask: AskForPage, filter: string, order: KeysetOrder, most?: number): RecordPages {
  const { column, descending } = order;
  if (column === 'id' || (column === 'created' && descending)) return yield* keysetPages(ask, filter, order, most);

  const startedAt = performance.now();
  const seen = new Map<string, number>();
  const news = (records: readonly StoredRecord[]): StoredRecord[] =>
    records.filter((record) => {
      const isNew = !seen.has(record.record_id as string);
      if (isNew) seen.set(record.record_id as string, momentOf(record, column));
      return isNew;
    });
  // Nothing older became visible during the pass.
  let since = Number.NaN;
  for await (const records of keysetPages(ask, filter, order, most)) {
    const passedMs = descending ? 0 : performance.now() - startedAt;
    const place = descending ? 0 : records.length - 1;
    const before = momentOf(records[place] as StoredRecord, column) - passedMs - LATEST_MS;
    if (Number.isNaN(since) || (before > since && !descending)) since = before;
    const unread = news(records);
    if (column === 'created') forget(seen, since);
    yield unread;
  }
  if (Number.isNaN(since)) return;
  const recent = `${column}>=${momentLiteral(new Date(since).toISOString())}`;
  const again = keysetPages(ask, filter === '' ? recent : `${filter}&&${recent}`, { column, descending: false });
  for await (const records of again) yield news(records);
}

/** Forgets what is older. The oldest come first. */
function forget(seen: Map<string, number>, since: number): void {
  for (const [id, at] of seen) {
    if (at >= since) return;
    seen.delete(id);
  }
}

function momentOf(record: StoredRecord, column: 'created' | 'updated'): number {
  // A day that does not exist has no time in some runtimes.
  return Date.parse(record[column] as string) || 0;
}
