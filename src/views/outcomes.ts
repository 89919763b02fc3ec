import { type Rate, rateOf } from '../observe/rate.js';
import { aCount, type Expectations } from '../option-check.js';
import type { SummaryRow } from '../sources/records/summary.js';

/** How runs ended. Each run has one outcome, so that they add up to `runs`. */
export interface Outcomes {
  readonly runs: number;
  readonly success: number;
  /** Failures that are not `blocked`. */
  readonly failed: number;
  /** Failures by which the host refused before the script ran, by exit code. */
  readonly blocked: number;
  readonly aborted: number;
  /** Ended with the status `unknown`. */
  readonly unknown: number;
  /** Not ended yet. */
  readonly unfinished: number;
  /** success / (success + failed). The other outcomes say nothing about the script, and are not in it. */
  readonly successRate: Rate;
  /** failed / (success + failed). */
  readonly failureRate: Rate;
}

/** Options of views that compute rates. */
export interface RateLimit {
  /** A rate of fewer runs, of those that succeeded or failed, is `undefined`. @defaultValue `1` */
  readonly minRuns?: number | undefined;
}

/** The checks of these options. */
export const RATE_LIMIT_EXPECTATIONS: Expectations<keyof RateLimit> = { minRuns: aCount };

type Counts = Omit<SummaryRow, 'key' | 'duration'>;

/** Adds up rows of a summary, and computes their rates. Of no rows, no runs. */
export function outcomesOf(rows: readonly Counts[], minRuns?: number): Outcomes {
  const sum = (outcome: keyof Counts): number => rows.reduce((total, row) => total + row[outcome], 0);
  const [success, failed] = [sum('success'), sum('failed')];
  return {
    runs: sum('runs'),
    success,
    failed,
    blocked: sum('blocked'),
    aborted: sum('aborted'),
    unknown: sum('unknown'),
    unfinished: sum('unfinished'),
    successRate: rateOf(success, success + failed, minRuns),
    failureRate: rateOf(failed, success + failed, minRuns),
  };
}
