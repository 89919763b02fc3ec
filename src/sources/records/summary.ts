import type { RecordField } from './stored-record.js';

/** Buckets of time, by when the record was stored. */
export interface TimeKey {
  readonly every: 'hour' | 'day' | 'week' | 'month';
  /** An IANA name such as `Europe/Berlin`. Weeks begin on Monday. @defaultValue `'UTC'` */
  readonly timeZone?: string | undefined;
}

/** How records are grouped and counted. */
export interface SummaryPlan {
  /**
   * The fields whose values make a group, in the order of the key. `[]` makes one group of all records, which is there
   * without a record too.
   */
  readonly by: readonly (RecordField | TimeKey)[];
  /** Whether durations are counted, which takes more memory. @defaultValue `false` */
  readonly durations?: boolean | undefined;
}

/** One group of a summary; rows are ordered by their keys, and what is not set comes first. A run is one execution, and has one outcome. */
export interface SummaryRow {
  /**
   * The group's values, in the order of `by`: `null` where the field is not set; for a bucket of time its beginning, in
   * ISO 8601 with the zone's offset.
   */
  readonly key: readonly (string | number | boolean | null)[];
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
  /**
   * In whole seconds, of the runs that ended: the `install_duration`, else from `created` to a later `updated`. A record
   * that was only stored at the end has no later one, and its run no duration. Median and 90th percentile by nearest
   * rank: the shortest duration that at least half, or 90 %, of the runs do not exceed. Left out if the plan does not ask
   * for it or no run has one.
   */
  readonly duration?: { readonly runs: number; readonly median: number; readonly p90: number };
}
