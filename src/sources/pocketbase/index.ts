/**
 * Reads records from PocketBase.
 *
 * @module @community-scripts/telemetry/sources/pocketbase
 */

// #region PocketBase
export { pocketBaseRecords } from './pocketbase-records.js';
export type { PocketBaseRecordsOptions } from './pocketbase-records-options.js';
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
