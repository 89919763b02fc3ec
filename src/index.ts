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
export type { HttpOptions } from './backends/http-options.js';
export {
  communityServer,
  communityServer as DEFAULT_BASE_URL,
  DEFAULT_COLLECTION,
  pocketBase,
  type PocketBaseOptions,
} from './backends/pocketbase/index.js';
export { TelemetryClient } from './client.js';
export type { Consent, ConsentAnswer } from './consent.js';
export type { CallOptions } from './deadline.js';
export {
  isTelemetryError,
  TelemetryError,
  type TelemetryErrorCode,
  type TelemetryErrorDetails,
  type WriteFate,
} from './errors.js';
export type { BeforeSend, OnEvent, Operation, OutgoingReport, TelemetryEvent } from './events.js';
export {
  type CommandStatus,
  explainExitCode,
  type ExitCodeCatalogue,
  type ExitCodeEntry,
  type ExitCodeInput,
  type ProcessEnd,
} from './exit-codes/index.js';
export type { CreateOptions, Installation, InstallationUpdate } from './installation.js';
export type { FinalStatus, GivenStatus, Status } from './statuses.js';
export { logEvents } from './log-events.js';
export type { TelemetryClientOptions } from './options.js';
export type { AcceptedBy, CreateOutcome, SkipReason, UpdateOutcome } from './outcomes.js';
export type {
  InstallationRecord,
  KnownRecord,
  CompleteRecord,
  RecordPatch,
  RecordType,
  ServiceFields,
  UpdatePayload,
} from './records/record.js';
export type { ShownEnd, UnclearReason } from './records/unclear-end.js';
export type { RedactionRule } from './redact/rule.js';
export type {
  AnswerHeaders,
  Transport,
  TransportFunction,
  TransportRequest,
  TransportResponse,
} from './transport/transport.js';
export type { ClosedBy, GuardClaim, GuardStore, InstallationEnd } from './update-guard.js';
export { VERSION } from './version.js';
