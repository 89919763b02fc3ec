/**
 * The client: reports an installation when it begins, and once when it ends.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { memory } from '@community-scripts/telemetry/testing';
 *
 * const telemetry = new TelemetryClient({ consent: 'yes', backend: memory() });
 * const { random_id } = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
 * await telemetry.update({ random_id, status: 'failed', exit_code: 127 });
 * ```
 *
 * @module @community-scripts/telemetry
 */

// #region Client
export { TelemetryClient } from './client.js';
export type { CallOptions } from './deadline.js';
export type { CreateOptions, Installation, InstallationUpdate } from './installation.js';
export type { TelemetryClientOptions } from './options.js';
export { VERSION } from './version.js';
// #endregion

// #region Consent
export type { Consent, ConsentAnswer } from './consent.js';
// #endregion

// #region Records
export type {
  InstallationRecord,
  KnownRecord,
  CompleteRecord,
  RecordPatch,
  RecordType,
  ServiceFields,
  UpdatePayload,
} from './records/record.js';
export type { FinalStatus, GivenStatus, Status } from './statuses.js';
// #endregion

// #region Outcomes
export type { AcceptedBy, CreateOutcome, SkipReason, UpdateOutcome } from './outcomes.js';
// #endregion

// #region Errors
export {
  isTelemetryError,
  TelemetryError,
  type TelemetryErrorCode,
  type TelemetryErrorDetails,
  type WriteFate,
} from './errors.js';
// #endregion

// #region Events
export type { BeforeSend, OnEvent, Operation, OutgoingReport, TelemetryEvent } from './events.js';
export { logEvents } from './log-events.js';
export type { ShownEnd, UnclearReason } from './records/unclear-end.js';
// #endregion

// #region Exit codes
export type { ExitCodeCatalogue, ExitCodeEntry } from './exit-codes/catalogue.js';
export type { CommandStatus, ExitCodeInput, ProcessEnd } from './exit-codes/exit-code.js';
export { explainExitCode } from './exit-codes/explain.js';
// #endregion

// #region Redaction
export type { RedactionRule } from './redact/rule.js';
// #endregion

// #region Exactly once
export type { ClosedBy, GuardClaim, GuardStore, InstallationEnd } from './update-guard.js';
// #endregion

// #region PocketBase
export type { HttpOptions } from './transport/http-options.js';
export {
  communityServer,
  communityServer as DEFAULT_BASE_URL,
  DEFAULT_COLLECTION,
  pocketBase,
  type PocketBaseOptions,
} from './backends/pocketbase/index.js';
// #endregion

// #region Transport
export type {
  AnswerHeaders,
  Transport,
  TransportFunction,
  TransportRequest,
  TransportResponse,
} from './transport/transport.js';
// #endregion

// #region Backend
// Deprecated here: import them from `/backend`. Removed in 1.0.
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
} from './backends/backend.js';
// #endregion
