/**
 * The backend of the ingest service, to which the scripts of today report.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { ingest } from '@community-scripts/telemetry/ingest';
 *
 * const backend = ingest({ url: 'https://ingest.example.org/telemetry' });
 * const telemetry = new TelemetryClient({ consent: 'yes', backend });
 * ```
 *
 * @module @community-scripts/telemetry/ingest
 */

// #region Ingest service
export { ingest } from './ingest.js';
export { DEFAULT_URL, type IngestOptions } from './ingest-options.js';
export type { HttpOptions } from '../../transport/http-options.js';
// #endregion
