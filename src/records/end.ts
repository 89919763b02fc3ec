import type { ExitCodeCatalogue } from '../exit-codes/catalogue.js';
import { parseExitCode } from '../exit-codes/exit-code.js';
import { explainExitCode } from '../exit-codes/explain.js';
import type { FinalStatus } from '../lifecycle.js';
import type { InstallationEnd } from '../update-guard.js';

const STATUS_OF: Readonly<Record<string, FinalStatus>> = {
  done: 'success',
  success: 'success',
  sucess: 'success',
  failed: 'failed',
  aborted: 'aborted',
};

/**
 * Turns what a caller or a shell says of an end into the end that is delivered.
 *
 * Status: `done`, `success` and `sucess` are success; missing and empty are failed; anything
 * unknown is `unknown`. Exit code: 0 for a success whatever was said; else any safe integer
 * from 0; what is no number is 1.
 *
 * @see the contract, "Status mapping"
 */
export function toEnd(status: unknown, exitCode: unknown, catalogue: ExitCodeCatalogue): InstallationEnd {
  const final = toFinalStatus(status);
  if (final === 'success') return { status: final, exit_code: 0, error: '' };
  const code = parseExitCode(exitCode) ?? 1;
  return { status: final, exit_code: code, error: explainExitCode(code, catalogue) };
}

function toFinalStatus(status: unknown): FinalStatus {
  if (status === undefined || status === null || status === '') return 'failed';
  return typeof status === 'string' && Object.hasOwn(STATUS_OF, status) ? (STATUS_OF[status] ?? 'unknown') : 'unknown';
}

/** Whether two ends say the same. */
export function isSameEnd(one: InstallationEnd, other: InstallationEnd): boolean {
  return one.status === other.status && one.exit_code === other.exit_code && one.error === other.error;
}
