import type { CallOptions } from '../deadline.js';
import { bucketBy } from '../observe/bucket-by.js';
import { checkOption } from '../observe/check-option.js';
import { checkOptions, type Expectation, type Expectations } from '../option-check.js';
import type { RecordQuery } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import type { SummaryRow, TimeKey } from '../sources/records/summary.js';
import { checkSource } from './check-source.js';
import { type Outcomes, outcomesOf, RATE_LIMIT_EXPECTATIONS, type RateLimit } from './outcomes.js';

/** The runs of one part of time. */
export interface RunsInTime extends Outcomes {
  /** The first moment of this part, in ISO 8601 with the zone's offset, such as `2026-11-21T00:00:00+01:00`. */
  readonly start: string;
}

/** Which one is checked with the plan. */
const aText: Expectation = [(value) => typeof value === 'string', 'expected a text'];

const EXPECTATIONS: Expectations<keyof TimeKey | keyof RateLimit> = {
  every: aText,
  timeZone: aText,
  ...RATE_LIMIT_EXPECTATIONS,
};

/**
 * Counts runs and outcomes by hour, day, week or month, by when the record was stored; the earliest first.
 *
 * Parts of time without runs are there too: from `created.from` of the query to its `to`, and where one of them is not
 * given, from the first run or to the last one.
 *
 * @param options - `every` and `timeZone` as in a {@link TimeKey}.
 * @throws TelemetryError what the source throws; `invalid-options`, also for more than 100,000 parts of time.
 *
 * @example
 * ```ts
 * import { memoryRecords } from '@community-scripts/telemetry/testing';
 * import { runsOverTime } from '@community-scripts/telemetry/views';
 *
 * const week = { from: '2026-11-16T00:00:00Z', to: '2026-11-22T23:59:59.999Z' };
 * const days = await runsOverTime(memoryRecords(), { created: week }, { every: 'day' });
 * days.length; // 7
 * days[0]?.failureRate; // { numerator: 0, denominator: 0, rate: undefined }
 * ```
 */
export async function runsOverTime(
  source: Pick<RecordsSource, 'summarize'>,
  query: RecordQuery,
  options: TimeKey & RateLimit,
  call?: CallOptions,
): Promise<RunsInTime[]> {
  checkSource('runsOverTime', source, 'summarize');
  const { every, timeZone, minRuns } = checkOptions('runsOverTime', options, EXPECTATIONS);
  checkOption('runsOverTime', 'every', every !== undefined, 'expected hour, day, week or month');
  const rows = await source.summarize(query, { by: [{ every, timeZone }] }, call);
  const timed: { time: unknown; row?: SummaryRow }[] = rows.map((row) => ({ time: row.key[0], row }));
  const { created } = { ...query };
  // The limits make buckets. As a `range` they would leave out the bucket that `from` is in the middle of.
  for (const time of [created?.from, created?.to]) timed.push({ time });
  const buckets = bucketBy(timed, { every, timeZone, time: ({ time }) => time as string | undefined });
  return buckets.map(({ key, value }) => ({
    start: key,
    ...outcomesOf(
      value.flatMap(({ row }) => row ?? []),
      minRuns,
    ),
  }));
}
