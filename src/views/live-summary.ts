import type { Health } from '../observe/health.js';
import type { SubscribeOptions } from '../observe/source.js';
import type { SourceEvent } from '../observe/source-event.js';
import { subscription } from '../observe/subscription.js';
import type { RecordQuery } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import type { StoredRecord } from '../sources/records/stored-record.js';
import { fieldsOf, runningSummary } from '../sources/records/summarize-records.js';
import type { SummaryPlan, SummaryRow } from '../sources/records/summary.js';
import { checkSource } from './check-source.js';

/** What a summary that is kept up to date tells. */
export type SummaryEvent =
  /** The rows as `summarize` gives them, when the source is up to date at this moment. */
  | { readonly event: 'summary'; readonly rows: readonly SummaryRow[]; readonly at: Date }
  /** The source answers, or does not. The last rows stay what is known. */
  | { readonly event: 'health'; readonly health: Health };

/**
 * Keeps a summary up to date: reads the records once, follows them, and tells the rows whenever they have changed and
 * the source is up to date. They then equal those of `summarize`. While the caller works on some rows, changes gather,
 * and the next rows have them all.
 *
 * Only the fields that the plan needs are read. Memory grows with the number of records, because a change takes back
 * what the record counted before. While the source is down no rows are told, and `health` says so: also before the first
 * ones. An empty list of rows is told only of a source that answered.
 *
 * The summary begins with the loop, and ends with it or with the signal. Each loop follows the source for itself.
 *
 * @param query - Which records to count. Its `fields` do not matter; a `limit` is `invalid-query`.
 * @throws TelemetryError `invalid-options` at once for a source that has no `subscribe`; `invalid-query` at once for an
 *   invalid plan; in the loop what the subscription throws.
 *
 * @example
 * ```ts no-run
 * import { liveSummary, type RecordsSource } from '@community-scripts/telemetry/views';
 *
 * declare const source: RecordsSource;
 * for await (const told of liveSummary(source, { status: ['failed', 'success'] }, { by: ['nsapp'] })) {
 *   if (told.event === 'health') console.log(`the source is ${told.health.state}`);
 *   else console.table(told.rows.map(({ key: [app], runs, failed }) => ({ app, runs, failed })));
 * }
 * ```
 */
export function liveSummary(
  source: Pick<RecordsSource, 'name' | 'subscribe'>,
  query: RecordQuery,
  plan: SummaryPlan,
  call?: SubscribeOptions,
): AsyncIterable<SummaryEvent> {
  checkSource('liveSummary', source, 'subscribe', '. Without it, call `summarize` again and again');
  const fields = fieldsOf(plan);
  return subscription(call?.signal, (signal) => {
    const events = source.subscribe?.({ ...query, fields }, { signal });
    return summaries(events as AsyncIterable<SourceEvent<Partial<StoredRecord>>>, plan);
  });
}

async function* summaries(
  events: AsyncIterable<SourceEvent<Partial<StoredRecord>>>,
  plan: SummaryPlan,
): AsyncGenerator<SummaryEvent, void> {
  let summary = runningSummary(plan);
  /** What was counted of each record. */
  let counted = new Map<string, Partial<StoredRecord>>();
  let hasChanged = false;
  const count = (key: string, record: Partial<StoredRecord> | undefined): void => {
    const before = counted.get(key);
    if (before !== undefined) summary.remove(before);
    if (record !== undefined) summary.add(record);
    if (record === undefined) counted.delete(key);
    else counted.set(key, record);
    hasChanged = true;
  };

  for await (const told of events) {
    if (told.event === 'snapshot') {
      summary = runningSummary(plan);
      counted = new Map();
      for (const [key, record] of told.snapshot.items) count(key, record);
      hasChanged = true;
    } else if (told.event === 'changed') count(told.key, told.item);
    else if (told.event === 'removed') count(told.key, undefined);
    else if (told.event === 'health') yield told;
    else if (hasChanged) {
      hasChanged = false;
      yield { event: 'summary', rows: summary.rows(), at: told.at };
    }
  }
}
