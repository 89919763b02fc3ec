export { type HostConsentOptions, consentFromHost } from './consent/consent-from-host.js';
export { DIAGNOSTICS_FILE } from './consent/diagnostics-file.js';
export { type ConsentFileOptions, readConsent } from './consent/read-consent.js';
export { writeConsent } from './consent/write-consent.js';
export { debugEvents } from './debug-events.js';
export type { Environment } from './environment/environment.js';
export { environmentToJoin, type InstallationToJoin } from './environment/environment-to-join.js';
export {
  type EnvironmentProblem,
  type EnvironmentReading,
  recordFromEnvironment,
  type RecordFromEnvironmentOptions,
} from './environment/record-from-environment.js';
export type { Errinfo } from './errinfo/parse-errinfo.js';
export { readErrinfo } from './errinfo/read-errinfo.js';
export type { Architecture } from './facts/architecture.js';
export type { CpuVendor } from './facts/cpu.js';
export type { GpuVendor } from './facts/gpu-kind.js';
export { type HostFacts, hostFacts, type HostFactsOptions } from './facts/host-facts.js';
export { type FileGuardOptions, FileGuardStore } from './guards/file-guard-store.js';
export { endLike } from './run/end-like.js';
export { type ExitReport, reportExit } from './run/report-exit.js';
export { type InstallationRun, runInstallation, type RunOptions } from './run/run-installation.js';
