import type { CallOptions } from '../deadline.js';
import { checkOption } from '../observe/check-option.js';
import { millisecondsOf } from '../observe/time-value.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import type { StoredRecord } from '../sources/records/stored-record.js';
import type { FailureQuery } from './top-failures.js';

/** Which runs {@link stuckRuns} takes for stuck. */
export interface StuckOptions {
  /** How long ago the record must have been stored, in milliseconds, from 0. */
  readonly olderThanMs: number;
  /** @defaultValue the time of the call */
  readonly now?: Date | undefined;
}

/**
 * Reads the runs that have not ended and were stored long ago: the status is `installing`, `validation` or
 * `configuring`. The host was switched off, the report of the end was lost, or the installation waits for an answer.
 *
 * @returns the records in the order of the query, the oldest first by default. They are read while the loop runs.
 * @throws TelemetryError `invalid-options` at once; what the source throws, at once or in the loop.
 *
 * @example
 * ```ts no-run
 * import { pocketBaseRecords } from '@community-scripts/telemetry/sources/pocketbase';
 * import { stuckRuns } from '@community-scripts/telemetry/views';
 *
 * const source = pocketBaseRecords();
 * for await (const { nsapp, created } of stuckRuns(source, { limit: 20 }, { olderThanMs: 24 * 3_600_000 })) {
 *   console.log(nsapp, created);
 * }
 * ```
 */
export function stuckRuns(
  source: Pick<RecordsSource, 'records'>,
  query: Omit<FailureQuery, 'fields'>,
  { olderThanMs, now = new Date() }: StuckOptions,
  call?: CallOptions,
): AsyncIterable<StoredRecord> {
  const latest = new Date(now.getTime() - olderThanMs);
  const isMoment = olderThanMs >= 0 && !Number.isNaN(latest.getTime());
  checkOption('stuckRuns', 'olderThanMs', isMoment, 'expected a number from 0 that leads to a moment');
  const given = query.created?.to;
  // An invalid moment stays, so that the source names it.
  const to = given === undefined || millisecondsOf(given) > latest.getTime() ? latest : given;
  return source.records(
    { ...query, status: ['installing', 'validation', 'configuring'], created: { ...query.created, to } },
    call,
  );
}
