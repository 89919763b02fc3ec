import { withoutControlCodes } from '../control-codes.js';
import { guarded } from '../errors.js';
import { parseExitCode } from '../exit-codes/exit-code.js';
import { redact } from '../redact/redact.js';
import type { RedactionRule } from '../redact/rule.js';
import type { InstallationEnd } from '../update-guard.js';
import { fit, type GivenEnd, isKnownStatus, isLeftOut } from './end.js';

/**
 * Why it is not clear how an installation ended.
 *
 * - `unknown-status`: the status is not one of the words that are known; it became `unknown`.
 * - `unknown-exit-code`: the exit code is not one; it counts as left out.
 * - `failed-with-0`: a failure, or an abort, with the exit code of a success. It stays what the status says.
 * - `success-with-exit-code`: a success with an exit code other than 0, which became 0.
 */
export type UnclearReason = 'unknown-status' | 'unknown-exit-code' | 'failed-with-0' | 'success-with-exit-code';

/** An end as it was given: texts of at most 64 characters, redacted, in one line; absent where nothing was said. */
export interface ShownEnd {
  readonly status?: string;
  readonly exit_code?: string;
}

/** Longest text that is shown, in code points. */
const LONGEST = 64;

/** Why an end is unclear; `undefined` where it is clear. */
export function whyUnclear({ status, exit_code }: GivenEnd, end: InstallationEnd): UnclearReason | undefined {
  const code = parseExitCode(exit_code);
  if (!isLeftOut(status) && !isKnownStatus(status)) return 'unknown-status';
  // The word the scripts have for no exit code.
  if (!isLeftOut(exit_code) && exit_code !== 'none' && code === undefined) return 'unknown-exit-code';
  if (code === 0 && (end.status === 'failed' || end.status === 'aborted')) return 'failed-with-0';
  return end.status === 'success' && code !== undefined && code > 0 ? 'success-with-exit-code' : undefined;
}

/** What was given, fit to be shown: it may be a command line with a password. */
export function shownEnd({ status, exit_code }: GivenEnd, rules: readonly RedactionRule[]): ShownEnd {
  return {
    ...(isLeftOut(status) ? {} : { status: shown(status, rules) }),
    ...(isLeftOut(exit_code) ? {} : { exit_code: shown(exit_code, rules) }),
  };
}

function shown(value: unknown, rules: readonly RedactionRule[]): string {
  // What an object holds may be the whole output of a process.
  const text = /object|function/.test(typeof value) ? typeof value : guarded(() => fit(String(value)));
  const line = withoutControlCodes(redact(text, rules)).replace(/\s+/g, ' ');
  return [...line].slice(0, LONGEST).join('');
}
