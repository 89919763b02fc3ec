/**
 * Reads records from PocketBase.
 *
 * @example
 * ```ts
 * import { pocketBaseRecords } from '@community-scripts/telemetry/sources/pocketbase';
 *
 * const source = pocketBaseRecords({ baseUrl: 'https://pb.example.org' });
 * console.log(await source.count({ status: 'failed' }));
 * ```
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
