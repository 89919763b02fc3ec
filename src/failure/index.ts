export { redact } from '../redact/redact.js';
export type { RedactionRule } from '../redact/rule.js';
export {
  describeFailure,
  type DescribeFailureOptions,
  type Failure,
  MAX_COMMAND_LENGTH,
  MAX_OUTPUT_BYTES,
  MAX_OUTPUT_LINES,
} from './describe-failure.js';
