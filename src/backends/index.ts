/**
 * The types of a backend, for another kind of server, and of a transport, for another way to send.
 *
 * @example
 * ```ts
 * import { type Backend, TelemetryError } from '@community-scripts/telemetry/backend';
 *
 * export const readOnly: Backend = {
 *   name: 'read-only',
 *   repeatable: { create: false, update: false },
 *   create: async () => ({ result: 'accepted' }),
 *   update: async ({ random_id }) => {
 *     throw new TelemetryError('rejected', `${random_id} is kept as it is`);
 *   },
 * };
 * ```
 *
 * @module @community-scripts/telemetry/backend
 */

// #region Backend
export type { Attempts, Backend, Call, FoundRecord, Lookup, PendingReport, UpdateTarget } from './backend.js';
// #endregion

// #region Results
export type { CreateResult, UpdateResult } from './backend.js';
// #endregion

// #region Transport
export type {
  AnswerHeaders,
  Transport,
  TransportFunction,
  TransportRequest,
  TransportResponse,
} from '../transport/transport.js';
// #endregion

// #region Records
export type { CompleteRecord, KnownRecord, RecordPatch, ServiceFields, UpdatePayload } from '../records/record.js';
export type { FinalStatus, Status } from '../statuses.js';
// #endregion

// #region Errors
export { isTelemetryError, TelemetryError, type TelemetryErrorCode, type TelemetryErrorDetails } from '../errors.js';
// #endregion
