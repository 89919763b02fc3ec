/**
 * Views of records: runs over time, outcomes, top failures, and more, from any source of records, and options for the
 * frameworks of dashboards.
 *
 * @example
 * ```ts no-run
 * import { pocketBaseRecords } from '@community-scripts/telemetry/sources/pocketbase';
 * import { outcomesBy, topFailures } from '@community-scripts/telemetry/views';
 *
 * const source = pocketBaseRecords();
 * const lastWeek = { created: { from: new Date(Date.now() - 7 * 24 * 3_600_000) } };
 * for (const { key, failureRate } of await outcomesBy(source, lastWeek, ['nsapp'], { minRuns: 20 })) {
 *   console.log(key[0], failureRate.rate, `of ${failureRate.denominator}`);
 * }
 * for (const { nsapp, exit_code, explanation, runs } of await topFailures(source, lastWeek)) {
 *   console.log(nsapp, exit_code, explanation, runs);
 * }
 * ```
 *
 * @module @community-scripts/telemetry/views
 */

// #region Views
export { compareWithBefore, type Comparison, type WindowQuery } from './compare-with-before.js';
export { durationsBy, type DurationsOfGroup } from './durations-by.js';
export { failingCommand } from './failing-command.js';
export { failureSignatures, type FailureSignature } from './failure-signatures.js';
export type { Outcomes, RateLimit } from './outcomes.js';
export { type GroupKey, outcomesBy, type OutcomesOfGroup } from './outcomes-by.js';
export type { FollowedSource } from './follow-records.js';
export { liveSummary, type SummaryEvent } from './live-summary.js';
export { mergeRecords, type MergedRecordsSource, type MergeRecordsOptions } from './merge-records.js';
export { runsOverTime, type RunsInTime } from './runs-over-time.js';
export { type StuckOptions, stuckRuns } from './stuck-runs.js';
export { type FailureQuery, type TopFailure, topFailures } from './top-failures.js';
// #endregion

// #region Spreadsheets
export { type CsvOptions, toCsv } from './to-csv.js';
// #endregion

// #region Frameworks
export {
  type CollectionSync,
  recordsCollectionOptions,
  type RecordsCollectionOptions,
} from './records-collection-options.js';
export { recordsQueryOptions, type RecordsQueryOptions } from './records-query-options.js';
export { type StopRecords, subscribeTo } from './subscribe-to.js';
// #endregion

// #region Records
export type { CallOptions } from '../deadline.js';
export type { Health } from '../observe/health.js';
export type { Items } from '../observe/items.js';
export type { Rate } from '../observe/rate.js';
export type { Snapshot } from '../observe/snapshot.js';
export type { SubscribeOptions } from '../observe/source.js';
export type { SourceEvent } from '../observe/source-event.js';
export type {
  Moment,
  Range,
  RecordField,
  RecordQuery,
  RecordsSource,
  RecordSort,
  RecordStatus,
  Selected,
  StoredRecord,
  SummaryPlan,
  SummaryRow,
  TimeKey,
} from '../sources/records/index.js';
// #endregion
