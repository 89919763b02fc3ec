/**
 * What an exit code means, without a client.
 *
 * @example
 * ```ts
 * import { describeExitCode, explainExitCode } from '@community-scripts/telemetry/exit-codes';
 *
 * explainExitCode(127); // 'Command not found'
 * describeExitCode(137).signal; // 'SIGKILL'
 * ```
 *
 * @module @community-scripts/telemetry/exit-codes
 */

// #region Explain
export { describeExitCode, type ExitCodeDescription, explainExitCode, UNKNOWN_ERROR } from './explain.js';
// #endregion

// #region Catalogues
export type { ExitCodeCatalogue, ExitCodeEntry } from './catalogue.js';
export { contractCatalogue } from './contract-catalogue.js';
export { todayCatalogue } from './today-catalogue.js';
// #endregion

// #region Exit codes
export { isBlocked } from './blocked.js';
export type { CommandStatus, ExitCodeInput, ProcessEnd } from './exit-code.js';
// #endregion
