import { TelemetryError } from '../errors.js';
import type { RecordQuery, Selected } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import { checkSource } from './check-source.js';
import { queryKey } from './query-key.js';

/** Options of a query of TanStack Query. */
export interface RecordsQueryOptions<T> {
  /** JSON: `telemetry`, the name of the source, and the query, in which a Date is written in ISO 8601. */
  readonly queryKey: readonly ['telemetry', string, unknown];
  /** Reads the records; the signal ends it. */
  readonly queryFn: (context: { readonly signal?: AbortSignal | undefined }) => Promise<T[]>;
}

/**
 * Makes the options with which TanStack Query reads records, for `useQuery`, `fetchQuery` and the like. It resolves to
 * all records, in the order of the query; a reading that is cancelled rejects and leaves no half of them.
 *
 * Two sources of one name share a key: give them names of their own, as `pocketBaseRecords({ name: 'staging' })`. A
 * source tries again by itself, so `retry: false` is enough. To show what changes, use `subscribeTo` or a collection.
 *
 * @throws TelemetryError `invalid-options` at once for what is not a source. A query that is wrong rejects the reading.
 *
 * @example
 * ```ts
 * import { memoryRecords } from '@community-scripts/telemetry/testing';
 * import { recordsQueryOptions } from '@community-scripts/telemetry/views';
 *
 * const { queryKey } = recordsQueryOptions(memoryRecords(), { status: 'failed', limit: 100 });
 * queryKey; // ['telemetry', 'memory', { status: 'failed', limit: 100 }]
 * ```
 */
export function recordsQueryOptions<const Q extends RecordQuery>(
  source: Pick<RecordsSource, 'name' | 'records'>,
  query: Q,
): RecordsQueryOptions<Selected<Q>> {
  checkSource('recordsQueryOptions', source, 'records');
  return {
    queryKey: ['telemetry', source.name, queryKey(query)],
    // The context is not taken apart: to read its signal says that a reading may be cancelled.
    async queryFn(context) {
      const { signal } = context;
      const records: Selected<Q>[] = [];
      for await (const record of source.records<Q>(query, { signal })) records.push(record);
      if (signal?.aborted) throw new TelemetryError('aborted', 'Aborted by the caller');
      return records;
    },
  };
}
