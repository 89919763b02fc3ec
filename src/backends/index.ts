export { isTelemetryError, TelemetryError, type TelemetryErrorCode, type TelemetryErrorDetails } from '../errors.js';
export type { CompleteRecord, KnownRecord, RecordPatch, ServiceFields, UpdatePayload } from '../records/record.js';
export type { FinalStatus, Status } from '../statuses.js';
export type {
  Attempts,
  Backend,
  Call,
  CreateResult,
  FoundRecord,
  Lookup,
  PendingReport,
  UpdateResult,
  UpdateTarget,
} from './backend.js';
