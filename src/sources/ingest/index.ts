/**
 * Reads records from the ingest service.
 *
 * @module @community-scripts/telemetry/sources/ingest
 */

// #region Ingest service
export { ingestRecords } from './ingest-records.js';
export { communityService, type IngestSourceOptions } from './ingest-source-options.js';
export type { HttpSourceOptions } from '../http/index.js';
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
