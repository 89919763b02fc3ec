/**
 * Reads records and statistics from the ingest service.
 *
 * @example
 * ```ts no-run
 * import { ingestRecords } from '@community-scripts/telemetry/sources/ingest';
 *
 * const created = { from: new Date(Date.now() - 24 * 3_600_000) };
 * console.log(await ingestRecords().count({ status: 'failed', created }));
 * ```
 *
 * @module @community-scripts/telemetry/sources/ingest
 */

// #region Ingest service
export { ingestRecords } from './ingest-records.js';
export { type IngestStatistics, ingestStatistics } from './ingest-statistics.js';
export { communityService, type IngestRecordsOptions, type IngestSourceOptions } from './ingest-source-options.js';
export type { HttpSourceOptions } from '../http/index.js';
export type { SourceNameOption } from '../records/index.js';
// #endregion

// #region Statistics
export type {
  Alerts,
  CleanupStatus,
  Dashboard,
  Errors,
  NamedCount,
  RecentError,
  Runs,
  RunsQuery,
  ScriptDetailQuery,
  ScriptEvents,
  Scripts,
  ScriptsQuery,
  ServiceRate,
  StatisticsQuery,
} from './statistics.js';
// #endregion

// #region Records
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
} from '../records/index.js';
// #endregion
