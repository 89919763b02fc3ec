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
  /** Id → moment. The oldest come first. */
  const seen = new Map<string, string>();
  // Nothing older became visible during the pass.
  let since = '';
  const isNews = (record: StoredRecord): boolean => {
    const at = record[column] as string;
    if (column === 'created' && at < since) return true;
    const isNew = !seen.has(record.record_id as string);
    if (isNew) seen.set(record.record_id as string, at);
    return isNew;
  };
  for await (const records of keysetPages(ask, filter, order, most)) {
    const passedMs = descending ? 0 : performance.now() - startedAt;
    const decisive = records.at(descending ? 0 : -1) as StoredRecord;
    // A day that does not exist has no time in some runtimes.
    const before = new Date((Date.parse(decisive[column] as string) || 0) - passedMs - LATEST_MS).toISOString();
    if (since === '' || (before > since && !descending)) since = before;
    if (column === 'created') forget(seen, since);
    yield records.filter(isNews);
  }
  if (since === '') return;
  const recent = `${column}>=${momentLiteral(since)}`;
  const again = keysetPages(ask, filter === '' ? recent : `${filter}&&${recent}`, { column, descending: false });
  for await (const records of again) yield records.filter(isNews);
}

/** Forgets what is older. */
function forget(seen: Map<string, string>, since: string): void {
  for (const [id, at] of seen) {
    if (at >= since) return;
    seen.delete(id);
  }
}
