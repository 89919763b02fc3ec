/**
 * An error text that is safe to publish, and the redaction it goes through.
 *
 * @example
 * ```ts
 * import { describeFailure, redact } from '@community-scripts/telemetry/failure';
 *
 * describeFailure({ exitCode: 127, line: 41, command: 'docker ps' });
 * // 'exit_code=127 | Command not found | at line 41: docker ps'
 * redact('password=hunter2 for root@example.org'); // 'password=[secret] for [email]'
 * ```
 *
 * @module @community-scripts/telemetry/failure
 */

// #region Describe
export {
  describeFailure,
  type DescribeFailureOptions,
  type Failure,
  MAX_COMMAND_LENGTH,
  MAX_OUTPUT_BYTES,
  MAX_OUTPUT_LINES,
} from './describe-failure.js';
// #endregion

// #region Redaction
export { redact } from '../redact/redact.js';
export type { RedactionRule } from '../redact/rule.js';
// #endregion
