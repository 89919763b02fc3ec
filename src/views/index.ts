/**
 * Views of records: runs over time, outcomes, top failures, and more, from any source of records.
 *
 * @module @community-scripts/telemetry/views
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
} from '../sources/records/index.js';
// #endregion
