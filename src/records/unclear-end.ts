import { withoutControlCodes } from '../control-codes.js';
import { guarded } from '../errors.js';
import { parseExitCode } from '../exit-codes/exit-code.js';
import { redact } from '../redact/redact.js';
import type { RedactionRule } from '../redact/rule.js';
import type { InstallationEnd } from '../update-guard.js';
import { fit, type GivenEnd, isKnownStatus, isLeftOut } from './end.js';

/**
 * Why a given end is unclear.
 *
 * - `unknown-status`: the status is not a known word and became `unknown`.
 * - `unknown-exit-code`: the exit code is invalid and was ignored.
 * - `failed-with-0`: a failure or an abort with exit code 0. The status is kept.
 * - `success-with-exit-code`: a success with an exit code other than 0. The exit code became 0.
 */
export type UnclearReason = 'unknown-status' | 'unknown-exit-code' | 'failed-with-0' | 'success-with-exit-code';

/** A given end for display: single lines of at most 64 characters, redacted. A missing value was not given. */
export interface ShownEnd {
  readonly status?: string;
  readonly exit_code?: string;
}

/** The longest text that is shown, in code points. */
const LONGEST = 64;

/** Tells why an end is unclear; `undefined` if it is clear. */
export function whyUnclear({ status, exit_code }: GivenEnd, end: InstallationEnd): UnclearReason | undefined {
  const code = parseExitCode(exit_code);
  if (!isLeftOut(status) && !isKnownStatus(status)) return 'unknown-status';
  // `none` is the scripts' word for "no exit code".
  if (!isLeftOut(exit_code) && exit_code !== 'none' && code === undefined) return 'unknown-exit-code';
  if (code === 0 && (end.status === 'failed' || end.status === 'aborted')) return 'failed-with-0';
  return end.status === 'success' && code !== undefined && code > 0 ? 'success-with-exit-code' : undefined;
}

/** Prepares a given end for display; it may contain a command line with a password. */
export function shownEnd({ status, exit_code }: GivenEnd, rules: readonly RedactionRule[]): ShownEnd {
  return {
    ...(isLeftOut(status) ? {} : { status: shown(status, rules) }),
    ...(isLeftOut(exit_code) ? {} : { exit_code: shown(exit_code, rules) }),
  };
}

function shown(value: unknown, rules: readonly RedactionRule[]): string {
  // An object is not shown: it may hold a process's whole output.
  const text = /object|function/.test(typeof value) ? typeof value : guarded(() => fit(String(value)));
  const line = withoutControlCodes(redact(text, rules)).replace(/\s+/g, ' ');
  return [...line].slice(0, LONGEST).join('');
}
