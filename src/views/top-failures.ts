import type { CallOptions } from '../deadline.js';
import { describeExitCode } from '../exit-codes/explain.js';
import { todayCatalogue } from '../exit-codes/today-catalogue.js';
import { type Rate, rateOf } from '../observe/rate.js';
import { topN } from '../observe/top-n.js';
import { aCount, checkOptions } from '../option-check.js';
import type { RecordQuery } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import { checkSource } from './check-source.js';

/** Which failures to read. The status is theirs. */
export type FailureQuery = Omit<RecordQuery, 'status'>;

/** The failures of one app with one exit code. */
export interface TopFailure {
  readonly nsapp: string;
  /** `null` if it is not known. */
  readonly exit_code: number | null;
  /** What the exit code means in today's scripts; `Unknown error` if that is not known. */
  readonly explanation: string;
  /** Such as `dependency` or `network`; `null` if it is not known. */
  readonly category: string | null;
  /** Whether the host refused before the script ran, so that the failure says nothing about the script. */
  readonly blocked: boolean;
  readonly runs: number;
  /** `runs` of all failures that were counted, those not among the first `n` included. */
  readonly share: Rate;
}

/**
 * Finds the most frequent failures by app and exit code, blocked ones included, with what the exit code means. Of equal
 * numbers, in the order of app and exit code.
 *
 * @param options - `n`: how many, from 0. @defaultValue `10`
 * @throws TelemetryError what the source throws; `invalid-options`, before anything is read.
 *
 * @example
 * ```ts
 * import { memoryRecords } from '@community-scripts/telemetry/testing';
 * import { topFailures } from '@community-scripts/telemetry/views';
 *
 * const source = memoryRecords();
 * const run = { key: 'a', random_id: 'a', created: '2026-11-21T10:00:00.000Z' };
 * source.add({ ...run, nsapp: 'plex', status: 'failed', exit_code: 127 });
 * const [first] = await topFailures(source);
 * first?.explanation; // 'Command not found'
 * ```
 */
export async function topFailures(
  source: Pick<RecordsSource, 'summarize'>,
  query: FailureQuery = {},
  options: { readonly n?: number | undefined } = {},
  call?: CallOptions,
): Promise<TopFailure[]> {
  checkSource('topFailures', source, 'summarize');
  const { n = 10 } = checkOptions('topFailures', options, { n: aCount });
  const rows = await source.summarize({ ...query, status: 'failed' }, { by: ['nsapp', 'exit_code'] }, call);
  const all = rows.reduce((sum, { runs }) => sum + runs, 0);
  return topN(rows, n, ({ runs }) => runs).map(({ key, runs, blocked }) => {
    const [nsapp, exit_code] = key as [string, number | null];
    const { text, category = null } = describeExitCode(exit_code, todayCatalogue);
    return { nsapp, exit_code, explanation: text, category, blocked: blocked > 0, runs, share: rateOf(runs, all) };
  });
}
