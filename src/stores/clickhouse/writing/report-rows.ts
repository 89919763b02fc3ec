import { isFinalStatus } from '../../../statuses.js';
import { keyOf } from '../../merge-report.js';
import type { Report } from '../../report.js';
import type { KeyState } from './key-states.js';

/** A report as a row of the table `reports`. */
export interface ReportRow extends Omit<Report, 'has_arm'> {
  readonly sequence: string;
  readonly row: number;
  readonly key: string;
  /** The day of the run's first report; left out of a run that is not known. */
  readonly began?: string;
  /** Set of an end that cannot be the run's first one. */
  readonly late?: true;
  readonly has_arm?: number;
}

/**
 * Makes the rows of a batch, in the order in which the reports were received.
 *
 * @param states - What was known of their runs.
 * @param nextSequence - Gives a number that no other report has.
 */
export function reportRows(
  reports: readonly Report[],
  states: ReadonlyMap<string, KeyState>,
  nextSequence: () => string,
): ReportRow[] {
  const ended = new Set<string>();
  return reports.map((report, row) => {
    const { has_arm, ...fields } = report;
    const key = keyOf(report);
    const known = states.get(key);
    const isEnd = isFinalStatus(report.status);
    const isLate = isEnd && (known?.end !== undefined || ended.has(key));
    if (isEnd) ended.add(key);
    return {
      ...fields,
      sequence: nextSequence(),
      row,
      key,
      ...(known && { began: known.day }),
      ...(isLate && { late: true }),
      ...(has_arm !== undefined && { has_arm: Number(has_arm) }),
    };
  });
}
