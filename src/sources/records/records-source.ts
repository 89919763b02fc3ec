import type { CallOptions } from '../../deadline.js';
import type { Snapshot } from '../../observe/snapshot.js';
import type { Source, SubscribeOptions } from '../../observe/source.js';
import type { SourceEvent } from '../../observe/source-event.js';
import type { RecordQuery, Selected } from './record-query.js';
import type { StoredRecord } from './stored-record.js';
import type { SummaryPlan, SummaryRow } from './summary.js';

/**
 * A source of installation records. PocketBase, the ingest service and every store are one, and pass one contract.
 *
 * Every method throws or rejects with a `TelemetryError`: `invalid-query` names the field that is wrong.
 */
export interface RecordsSource extends Source<StoredRecord, RecordQuery> {
  list<const Q extends RecordQuery = RecordQuery>(query?: Q, call?: CallOptions): Promise<Snapshot<Selected<Q>>>;
  /**
   * Reads one record by its `random_id`, `execution_id` or `record_id`; `undefined` if there is none, as for `''`.
   *
   * @throws TelemetryError `invalid-query` for what is not a text.
   */
  get(key: string, call?: CallOptions): Promise<StoredRecord | undefined>;
  /**
   * Reads any number of records, page by page, in constant memory; with a `sort` by another field than `created`,
   * `updated` or `record_id`, it may read all that match before it gives the first. A record that exists during the
   * whole pass is read exactly once, whatever is written meanwhile. Leaving the loop ends the request.
   *
   * @example
   * ```ts
   * import type { RecordsSource } from '@community-scripts/telemetry/sources/pocketbase';
   *
   * export async function printFailures(source: RecordsSource): Promise<void> {
   *   for await (const { nsapp, error } of source.records({ status: 'failed' })) console.log(nsapp, error);
   * }
   * ```
   */
  records<const Q extends RecordQuery = RecordQuery>(query?: Q, call?: CallOptions): AsyncIterable<Selected<Q>>;
  /** Counts the records that match. `sort`, `fields` and `limit` do not matter: it may count more than `limit`. */
  count(query?: RecordQuery, call?: CallOptions): Promise<number>;
  /**
   * Counts outcomes by group, in the store where it can, else while reading only the fields that it needs. With a
   * `limit`, of the first records in the order of the query; its `fields` do not matter.
   */
  summarize(query: RecordQuery, plan: SummaryPlan, call?: CallOptions): Promise<SummaryRow[]>;
  /**
   * Tells the records that match, then every change, until its signal aborts or the loop is left. Each loop follows the
   * source for itself. The snapshot is in the order of the query; a `limit` is `invalid-query`.
   */
  subscribe?<const Q extends RecordQuery = RecordQuery>(
    query?: Q,
    call?: SubscribeOptions,
  ): AsyncIterable<SourceEvent<Selected<Q>>>;
}
