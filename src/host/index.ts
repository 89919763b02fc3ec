/**
 * What only a machine has: its consent file, its environment, its hardware, and the commands that run on it.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { consentFromHost, endLike, recordFromEnvironment, runInstallation } from '@community-scripts/telemetry/host';
 *
 * const telemetry = new TelemetryClient({ consent: consentFromHost() });
 * const { record } = recordFromEnvironment();
 * endLike(await runInstallation('bash', ['install.sh'], { telemetry, record }));
 * ```
 *
 * @module @community-scripts/telemetry/host
 */

// #region Run
export { endLike } from './run/end-like.js';
export { type ExitReport, reportExit } from './run/report-exit.js';
export { runInstallation } from './run/run-installation.js';
export type { InstallationRun, RunOptions } from './run/run-options.js';
// #endregion

// #region Consent
export { type HostConsentOptions, consentFromHost } from './consent/consent-from-host.js';
export { DIAGNOSTICS_FILE } from './consent/diagnostics-file.js';
export { type ConsentFileOptions, readConsent } from './consent/read-consent.js';
export { writeConsent } from './consent/write-consent.js';
// #endregion

// #region Environment
export type { Environment } from './environment/environment.js';
export { environmentToJoin, type InstallationToJoin } from './environment/environment-to-join.js';
export {
  type EnvironmentProblem,
  type EnvironmentReading,
  recordFromEnvironment,
  type RecordFromEnvironmentOptions,
} from './environment/record-from-environment.js';
// #endregion

// #region Facts
export type { Architecture } from './facts/architecture.js';
export type { CpuVendor } from './facts/cpu.js';
export type { GpuVendor } from './facts/gpu-kind.js';
export { type HostFacts, hostFacts, type HostFactsOptions } from './facts/host-facts.js';
// #endregion

// #region Failures
export type { Errinfo } from './errinfo/parse-errinfo.js';
export { readErrinfo } from './errinfo/read-errinfo.js';
// #endregion

// #region Exactly once
export { type FileGuardOptions, FileGuardStore } from './guards/file-guard-store.js';
// #endregion

// #region Transport
export { nodeTransport, type NodeTransportOptions } from './transport/node-transport.js';
export type { Pem } from './transport/tls-options.js';
// #endregion

// #region Events
export { debugEvents } from './debug-events.js';
// #endregion
