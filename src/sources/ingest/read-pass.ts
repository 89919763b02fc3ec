import { TelemetryError } from '../../errors.js';
import { type PageWindow, windowAt } from './page-window.js';
import type { ChosenRecord } from './read-record.js';

/** Reads one page, ordered by `created`. */
export type AskPage = (window: PageWindow) => Promise<readonly ChosenRecord[]>;

/** So many pages without a new record, one after another, are not caused by reports. */
const MOST_REPEATED = 100;

/**
 * Reads all records in the order of `created`, page by page, the next page while this one is used.
 *
 * Between two requests records are added, and those that were reported again move to the end of the order, so the
 * number of a page says little. Therefore each page is asked for so that it begins before the last record that was
 * read: what follows that record in the page is what follows it in the list. If the page begins behind it, records
 * have left the list, and the page before is read.
 *
 * Records with equal `created` come in any order, which differs from answer to answer. So the last of them are read
 * only when a page shows what follows them, and are ordered here, by key.
 *
 * @returns batches of records, none empty. A record may come again where it has moved to.
 * @throws TelemetryError `unexpected-answer` if the pages repeat themselves; what `ask` throws.
 */
export async function* readPass(
  ask: AskPage,
  descending: boolean,
): AsyncGenerator<readonly ChosenRecord[], void, void> {
  const direction = descending ? -1 : 1;
  const compare = (a: string, b: string): number => direction * (a < b ? -1 : Number(a > b));
  const inOrder = (a: ChosenRecord, b: ChosenRecord): number =>
    compare(a.record.created, b.record.created) || compare(a.record.key, b.record.key);

  let window = windowAt(0);
  let next = ask(window);
  /** All records up to this moment were read. */
  let readTo: string | undefined;
  /** Records with one `created` that fill whole pages. */
  const ties = new Map<string, ChosenRecord>();
  let stepBack = 0;
  let repeated = 0;
  for (;;) {
    const page = await next;
    const first = page[0]?.record.created;
    const last = page.at(-1)?.record.created;
    const tiedTo = ties.values().next().value?.record.created ?? readTo;
    if (tiedTo !== undefined && window.offset > 0 && (first === undefined || compare(first, tiedTo) > 0)) {
      stepBack += window.limit;
      window = windowAt(Math.max(0, window.offset - stepBack));
      next = ask(window);
      continue;
    }
    stepBack = 0;
    const fresh = page.filter(({ record }) => readTo === undefined || compare(record.created, readTo) > 0);
    const isLast = page.length < window.limit;
    const settled = isLast ? fresh : fresh.filter(({ record }) => record.created !== last);
    const groupStart = page.findIndex(({ record }) => record.created === last);
    const following = windowAt(Math.max(0, window.offset + groupStart - 1));
    if (settled.length === 0 && !isLast) {
      // Only equal records, or only records that were read before others came in front of them.
      const known = ties.size;
      const isStuck = following.offset + following.limit <= window.offset + window.limit;
      if (isStuck) for (const chosen of fresh) ties.set(chosen.record.key, chosen);
      repeated = ties.size === known ? repeated + 1 : 0;
      if (repeated > MOST_REPEATED) {
        throw new TelemetryError('unexpected-answer', 'The pages of the service repeat themselves', {
          fate: 'not-sent',
        });
      }
      window = isStuck ? windowAt(window.offset + window.limit - 1) : following;
      next = ask(window);
      continue;
    }
    for (const chosen of settled) ties.set(chosen.record.key, chosen);
    repeated = 0;
    const batch = [...ties.values()].sort(inOrder);
    ties.clear();
    readTo = batch.at(-1)?.record.created ?? readTo;
    if (!isLast) {
      window = following;
      next = ask(window);
      // If the loop is left, nothing waits for it any more.
      next.catch(() => undefined);
    }
    if (batch.length > 0) yield batch;
    if (isLast) return;
  }
}
