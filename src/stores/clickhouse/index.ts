/**
 * A store of reports in ClickHouse: takes reports, keeps the first end of each run, and is a source of records.
 *
 * @example
 * ```ts no-run
 * import { clickhouse } from '@community-scripts/telemetry/clickhouse';
 *
 * const store = clickhouse({ url: 'http://127.0.0.1:8123' });
 * const { signal } = new AbortController();
 * await store.report({ random_id: 'd2f7a1c0', nsapp: 'plex', status: 'failed', exit_code: 127 }, { signal }); // 'stored'
 * await store.records.count({ status: 'failed' }); // 1
 * await store.close();
 * ```
 *
 * @module @community-scripts/telemetry/clickhouse
 */

// #region Store
export { clickhouse } from './clickhouse.js';
export type { ClickHouseOptions } from './clickhouse-options.js';
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
