import type { CallOptions } from '../deadline.js';
import type { RecordQuery } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import type { RecordField } from '../sources/records/stored-record.js';
import { checkSource } from './check-source.js';
import type { GroupKey } from './outcomes-by.js';

/** How long the runs of a group took. Each duration is cut to whole seconds: one of 1.9 s is 1. */
export interface DurationsOfGroup {
  readonly key: GroupKey;
  /** How many runs have a duration. */
  readonly runs: number;
  /** The shortest duration that at least half of the runs do not exceed, in seconds. */
  readonly median: number;
  /** The shortest duration that at least 90 % of the runs do not exceed, in seconds. */
  readonly p90: number;
}

/**
 * Computes the median and the 90th percentile of the durations in whole seconds, by the values of fields, in the order of their keys.
 *
 * The duration of a run that ended is its `install_duration`, else the time from `created` to a later `updated`. A run
 * whose record was only stored at the end has none, and is not counted. Groups without a duration are left out. Failures
 * often end early: ask for `status: 'success'` to compare apps.
 *
 * @param fields - Which make a group. With none there is one group of all runs.
 * @throws TelemetryError what the source throws.
 */
export async function durationsBy(
  source: Pick<RecordsSource, 'summarize'>,
  query: RecordQuery,
  fields: readonly RecordField[],
  call?: CallOptions,
): Promise<DurationsOfGroup[]> {
  checkSource('durationsBy', source, 'summarize');
  const rows = await source.summarize(query, { by: fields, durations: true }, call);
  return rows.flatMap(({ key, duration }) => (duration === undefined ? [] : { key, ...duration }));
}
