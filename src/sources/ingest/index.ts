/**
 * Reads records from the ingest service.
 *
 * @module @community-scripts/telemetry/sources/ingest
 */

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
