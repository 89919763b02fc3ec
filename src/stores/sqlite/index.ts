/**
 * A store of reports in a file: takes reports, keeps the first end of each run, and is a source of records.
 *
 * @example
 * ```ts no-run
 * import { sqlite } from '@community-scripts/telemetry/sqlite';
 *
 * const store = sqlite({ path: 'telemetry.db' });
 * const { signal } = new AbortController();
 * await store.report({ random_id: 'd2f7a1c0', nsapp: 'plex', status: 'failed', exit_code: 127 }, { signal }); // 'stored'
 * await store.records.count({ status: 'failed' }); // 1
 * await store.close();
 * ```
 *
 * @module @community-scripts/telemetry/sqlite
 */

// #region Store
export { sqlite } from './sqlite.js';
export type { SqliteOptions } from './sqlite-options.js';
export type { ChangesOptions, Store } from '../store.js';
export type { KeptRefusal, ProgressStep, Refusal, Report, ReportResult, StoreChange } from '../report.js';
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
} from '../../sources/records/index.js';
// #endregion
