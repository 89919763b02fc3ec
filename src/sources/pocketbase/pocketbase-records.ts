import type { CallOptions } from '../../deadline.js';
import { toTelemetryError } from '../../errors.js';
import type { Health } from '../../observe/health.js';
import type { SubscribeOptions } from '../../observe/source.js';
import type { SourceEvent } from '../../observe/source-event.js';
import { subscription } from '../../observe/subscription.js';
import { checkOptions } from '../../option-check.js';
import { checkFollowedQuery, checkQuery } from '../records/check-query.js';
import type { RecordQuery, Selected } from '../records/record-query.js';
import type { RecordsSource } from '../records/records-source.js';
import { selectFields } from '../records/select-fields.js';
import type { CollectionReads } from './collection-reads.js';
import { POCKETBASE_RECORDS_EXPECTATIONS, type PocketBaseRecordsOptions } from './pocketbase-records-options.js';

/**
 * Makes the source of the records in a PocketBase collection: version 0.22, and 0.23 or later.
 *
 * - A condition or an order on a field that the collection does not have, such as `install_duration`, is
 *   `invalid-query`; in `fields` such a field is left out of the records.
 * - What no filter can hold, such as a text with a backslash, and a list for which more than 64 filters were needed, is
 *   not filtered by the server: more records are read, and checked here.
 * - In order of `created`, `updated` or `record_id` the first record is there after one request. For another order all
 *   records are read first, and kept in memory. An index on `created, id` makes PocketBase read in that order faster.
 * - `records` gives every record that exists during the whole pass exactly once. One that becomes visible after younger
 *   ones follows at the end; of those stored during a pass in descending order none are read. By `updated`, a record
 *   that changes during the pass is read once, before or after the change, and then maybe at the end.
 * - The collection has no `aborted`: it is stored as `unknown`, with the exit code 130 of Ctrl+C, and read so. A status
 *   that this version does not know is read as `unknown` too.
 * - `search` does not look behind a NUL character in a stored text.
 * - `subscribe` needs `updated` in the collection. It asks the server for every change of the collection and sorts out
 *   here what the query asks for, so that a record that leaves the query is told as removed; a `limit` is
 *   `invalid-query`. It keeps the records of the query in memory, with the fields that are asked for, to tell what they
 *   were before.
 * - A subscription puts changes in order by `updated`, because the server tells them out of order; of two in one
 *   millisecond a final status stands, and where that does not decide the record is read. It is opened again before the
 *   server ends it, when it breaks off, and when the computer slept; `health` says so. What changed meanwhile is read
 *   and told `via: 'catch-up'`: of several changes of a record the last one. Deleted records and those that left the
 *   query are counted: where some are missing, a new `snapshot` is told. A caller that is slower than the changes is
 *   told the last one of each record. A record that the list rule begins to hide is missed until the next gap.
 * - A subscription rejects if the server refuses it before its first snapshot, as for a collection that does not exist,
 *   and else goes on until its signal or its loop ends it. In a browser it holds one connection, of six with HTTP/1.
 * - `count` is one request per filter where the filters are exact, and else reads the records.
 *
 * @throws TelemetryError `invalid-options`, naming every invalid option.
 *
 * @example
 * ```ts
 * import { pocketBaseRecords } from '@community-scripts/telemetry/sources/pocketbase';
 *
 * const source = pocketBaseRecords({ baseUrl: 'https://pb.example.org' });
 * for await (const { nsapp, error } of source.records({ status: 'failed', fields: ['nsapp', 'error'] })) {
 *   console.log(nsapp, error);
 * }
 * ```
 */
export function pocketBaseRecords(options: PocketBaseRecordsOptions = {}): Required<RecordsSource> {
  const { name = 'pocketbase', ...checked } = checkOptions(
    'pocketBaseRecords',
    options,
    POCKETBASE_RECORDS_EXPECTATIONS,
  );
  let loading: Promise<CollectionReads> | undefined;
  const reads = (): Promise<CollectionReads> =>
    (loading ??= import('./collection-reads.js').then((module) => new module.CollectionReads(checked)));

  async function* records<const Q extends RecordQuery>(query?: Q, call?: CallOptions): AsyncGenerator<Selected<Q>> {
    const asked = checkQuery(query);
    const { fields } = asked;
    for await (const page of (await reads()).pages(asked, call)) {
      for (const record of page) yield (fields ? selectFields(record, fields) : record) as Selected<Q>;
    }
  }

  return {
    name,
    records,
    async list<const Q extends RecordQuery>(query?: Q, call?: CallOptions) {
      const at = new Date();
      const items = new Map<string, Selected<Q>>();
      const { limit = Infinity } = checkQuery(query);
      let complete = true;
      // One more than the limit says whether there are more.
      const asked = limit < Number.MAX_SAFE_INTEGER ? ({ ...query, limit: limit + 1 } as unknown as Q) : query;
      for await (const record of records<Q>(asked, call)) {
        complete = items.size < limit;
        if (complete) items.set(record.key, record);
      }
      const health: Health = { state: 'up', checkedAt: new Date() };
      return { items, at, complete, health: { [name]: health } };
    },
    get: async (key, call) => (await reads()).get(key, call),
    count: async (query, call) => (await reads()).count(checkQuery(query), call),
    summarize: async (query, plan, call) => (await reads()).summarize(checkQuery(query), plan, call),
    subscribe<const Q extends RecordQuery>(query?: Q, call?: SubscribeOptions) {
      const asked = checkFollowedQuery(query);
      return subscription(call?.signal, async function* (signal) {
        const [{ follow }, { requests }] = await Promise.all([import('./realtime/follow.js'), reads()]);
        yield* follow(requests, asked, name, signal) as AsyncGenerator<SourceEvent<Selected<Q>>, void>;
      });
    },
    async ping(call) {
      const source = await reads();
      const startedAt = performance.now();
      const health = await source.health(call).then(
        () => ({ state: 'up' }) as const,
        (thrown: unknown) => ({ state: 'down', error: toTelemetryError(thrown, 'not-sent') }) as const,
      );
      if (health.state === 'down' && health.error.code === 'aborted') throw health.error;
      return { ...health, checkedAt: new Date(), latencyMs: performance.now() - startedAt };
    },
  };
}
