/**
 * A server in memory for the tests of your code, and the contracts that backends and transports are held to.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { memory } from '@community-scripts/telemetry/testing';
 *
 * const backend = memory();
 * const telemetry = new TelemetryClient({ consent: 'yes', backend });
 * await telemetry.create({ type: 'lxc', nsapp: 'plex' });
 * backend.records().map(({ nsapp }) => nsapp); // ['plex']
 * ```
 *
 * @module @community-scripts/telemetry/testing
 */

// #region Memory
export { memory, type MemoryBackend, type MemoryOptions, type MemoryRecord } from '../backends/memory.js';
export { memoryRecords, type MemoryRecordsSource } from './memory-records.js';
export type { CollectionRecord, CollectionStatus } from '../backends/pocketbase/collection-spelling.js';
export { memoryStore } from './memory-store.js';
export { MemoryGuardStore } from '../update-guard.js';
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
} from '../sources/records/index.js';
// #endregion

// #region Stores
export type { KeptRefusal, ProgressStep, Refusal, Report, ReportResult, StoreChange } from '../stores/report.js';
export type { ChangesOptions, Store } from '../stores/store.js';
// #endregion

// #region Contracts
export { backendContract } from './backend-contract.js';
export type { ContractCase } from './contract-case.js';
export { recordsSourceContract } from './records-source/records-source-contract.js';
export type { RecordsSourceSetup } from './records-source/records-source-setup.js';
export { storeContract } from './store/store-contract.js';
export type { StoreSetup } from './store/store-setup.js';
export { transportContract, type TransportContractOptions, transportContractServer } from './transport-contract.js';
// #endregion
