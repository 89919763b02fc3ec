import type { CallOptions } from '../deadline.js';
import { checkOption } from '../observe/check-option.js';
import { millisecondsOf } from '../observe/time-value.js';
import { checkOptions, type Expectations } from '../option-check.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import type { StoredRecord } from '../sources/records/stored-record.js';
import { checkSource } from './check-source.js';
import type { FailureQuery } from './top-failures.js';

/** Which runs {@link stuckRuns} takes for stuck. */
export interface StuckOptions {
  /** How long ago the record must have been stored, in milliseconds, from 0. */
  readonly olderThanMs: number;
  /** @defaultValue the time of the call */
  readonly now?: Date | undefined;
}

const EXPECTATIONS: Expectations<keyof StuckOptions> = {
  olderThanMs: [(ms) => typeof ms === 'number' && ms >= 0, 'expected a number of milliseconds, from 0'],
  now: [(now) => !Number.isNaN(Date.prototype.getTime.call(now)), 'expected a valid Date'],
};

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
  options: StuckOptions,
  call?: CallOptions,
): AsyncIterable<StoredRecord> {
  checkSource('stuckRuns', source, 'records');
  const { olderThanMs, now = new Date() } = checkOptions('stuckRuns', options, EXPECTATIONS);
  const latest = new Date(now.getTime() - olderThanMs);
  const isMoment = !Number.isNaN(latest.getTime());
  checkOption('stuckRuns', 'olderThanMs', isMoment, 'expected a number of milliseconds that leads to a moment');
  const { created } = { ...query };
  // An invalid moment stays, so that the source names it.
  const to = created?.to === undefined || millisecondsOf(created.to) > latest.getTime() ? latest : created.to;
  return source.records(
    { ...query, status: ['installing', 'validation', 'configuring'], created: { ...created, to } },
    call,
  );
}
