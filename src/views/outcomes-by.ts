import type { CallOptions } from '../deadline.js';
import { topN } from '../observe/top-n.js';
import { checkOptions } from '../option-check.js';
import type { RecordQuery } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import type { RecordField } from '../sources/records/stored-record.js';
import { checkSource } from './check-source.js';
import { type Outcomes, outcomesOf, RATE_LIMIT_EXPECTATIONS, type RateLimit } from './outcomes.js';

/** The values of fields, in the order in which they were asked for; `null` where a field is not set. */
export type GroupKey = readonly (string | number | boolean | null)[];

/** The runs with the same values of the fields. */
export interface OutcomesOfGroup extends Outcomes {
  readonly key: GroupKey;
}

/**
 * Counts outcomes by the values of fields, such as `['nsapp']`, `['type']`, `['os_type', 'os_version']`,
 * `['pve_version']` or `['platform']`: groups with the most runs first, then in the order of their keys.
 *
 * @param fields - Which make a group. With none there is one group of all runs.
 * @throws TelemetryError what the source throws; `invalid-options`, before anything is read.
 *
 * @example
 * ```ts
 * import { memoryRecords } from '@community-scripts/telemetry/testing';
 * import { outcomesBy } from '@community-scripts/telemetry/views';
 *
 * const source = memoryRecords();
 * const run = { random_id: 'a', nsapp: 'plex', created: '2026-11-21T10:00:00.000Z' };
 * source.add({ ...run, key: 'a', status: 'success', os_type: 'debian' });
 * source.add({ ...run, key: 'b', status: 'failed', os_type: 'debian' });
 * const [debian] = await outcomesBy(source, {}, ['os_type']);
 * debian?.key; // ['debian']
 * debian?.failureRate; // { numerator: 1, denominator: 2, rate: 0.5 }
 * ```
 */
export async function outcomesBy(
  source: Pick<RecordsSource, 'summarize'>,
  query: RecordQuery,
  fields: readonly RecordField[],
  options: RateLimit = {},
  call?: CallOptions,
): Promise<OutcomesOfGroup[]> {
  checkSource('outcomesBy', source, 'summarize');
  const { minRuns } = checkOptions('outcomesBy', options, RATE_LIMIT_EXPECTATIONS);
  const rows = await source.summarize(query, { by: fields }, call);
  return topN(rows, rows.length, ({ runs }) => runs).map((row) => ({ key: row.key, ...outcomesOf([row], minRuns) }));
}
