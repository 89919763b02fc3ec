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
  if (column === 'id') return yield* passById(ask, filter, order, most);
  if (column === 'created' && descending) return yield* keysetPages(ask, filter, order, most);

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
    const before = momentBefore(decisive[column] as string, passedMs + LATEST_MS);
    if (since === '' || (before > since && !descending)) since = before;
    if (column === 'created') forget(seen, since);
    yield records.filter(isNews);
  }
  if (since === '') return;
  for await (const records of pagesSince(since, column, ask, filter)) yield records.filter(isNews);
}

/** The same by id, where a record that becomes visible late may have any place. It follows at the end. */
async function* passById(ask: AskForPage, filter: string, order: KeysetOrder, most: number = Infinity): RecordPages {
  const startedAt = performance.now();
  /** Id → moment, of those that are read again. */
  const seen = new Map<string, string>();
  let newest = '';
  let since = '';
  let read = 0;
  for await (const records of keysetPages(ask, filter, order, most)) {
    for (const { record_id, created } of records) {
      if (created > newest) newest = created;
      if (created >= since) seen.set(record_id as string, created);
    }
    const before = momentBefore(newest, performance.now() - startedAt + LATEST_MS);
    if (before > since) since = before;
    for (const [id, created] of seen) if (created < since) seen.delete(id);
    read += records.length;
    yield records;
  }
  if (since === '' || read >= most) return;
  for await (const records of pagesSince(since, 'created', ask, filter)) {
    yield records.filter(({ record_id }) => !seen.has(record_id as string));
  }
}

/**
 * Reads what was stored or changed since a moment. By `updated` page after page: a record that changes again meanwhile
 * moves to a page that was not requested yet.
 */
function pagesSince(since: string, column: 'created' | 'updated', ask: AskForPage, filter: string): RecordPages {
  const recent = `${column}>=${momentLiteral(since)}`;
  const both = filter === '' ? recent : `${filter}&&${recent}`;
  return keysetPages(ask, both, { column, descending: false }, undefined, column === 'updated' ? 1 : undefined);
}

function momentBefore(moment: string, ms: number): string {
  // A day that does not exist has no time in some runtimes.
  return new Date((Date.parse(moment) || 0) - ms).toISOString();
}

/** Forgets what is older. */
function forget(seen: Map<string, string>, since: string): void {
  for (const [id, at] of seen) {
    if (at >= since) return;
    seen.delete(id);
  }
}
