import type { ExitCodeCatalogue } from '../exit-codes/catalogue.js';
import { type ExitCodeInput, parseExitCode } from '../exit-codes/exit-code.js';
import { explainExitCode } from '../exit-codes/explain.js';
import { INTERRUPTED } from '../exit-codes/signals.js';
import type { FinalStatus, GivenStatus } from '../statuses.js';
import type { InstallationEnd } from '../update-guard.js';

const STATUS_OF: Readonly<Record<GivenStatus, FinalStatus>> = {
  done: 'success',
  success: 'success',
  sucess: 'success',
  failed: 'failed',
  aborted: 'aborted',
  unknown: 'unknown',
};

/** The longest error text that is kept, in UTF-16 code units. Backends store less. */
const LONGEST_ERROR = 12_288;
const OUTPUT_BEGINS = '\n---\n';
/** The longest word that is kept whole at a cut. */
const LONGEST_WORD = 1_024;

/** An end as a caller gave it, unchecked. */
export interface GivenEnd {
  readonly status?: unknown;
  readonly exit_code?: unknown;
  readonly error?: unknown;
}

/**
 * Converts an end that a caller or a shell gave to the end that is delivered.
 *
 * Status: `done`, `success` and `sucess` are success; any other unknown word is `unknown`. A missing or empty status is
 * failed, or success if the exit code is 0 and no error is given. Exit code: 0 for a success; else see
 * {@link exitCodeOf}. Error: empty for a success; else the given text, or the explanation of the exit code or signal.
 */
export function toEnd(given: GivenEnd, catalogue?: ExitCodeCatalogue): InstallationEnd {
  const { exit_code, error } = given;
  const final = statusOf(given);
  if (final === 'success') return { status: final, exit_code: 0, error: '' };
  const code = exitCodeOf(given);
  // A process end is explained by its signal, which the code alone may not tell.
  const explained = parseExitCode(exit_code) === undefined ? code : (exit_code as ExitCodeInput);
  const text = typeof error === 'string' && error !== '' ? error : explainExitCode(explained, catalogue);
  return { status: final, exit_code: code, error: fit(text) };
}

/** The exit code of an end that is not a success: a safe integer from 0. Default: 130 if aborted, else 1. */
export function exitCodeOf({ status, exit_code }: GivenEnd): number {
  return parseExitCode(exit_code) ?? (status === 'aborted' ? INTERRUPTED : 1);
}

function statusOf({ status, exit_code, error }: GivenEnd): FinalStatus {
  if (!isLeftOut(status)) return isKnownStatus(status) ? STATUS_OF[status] : 'unknown';
  return parseExitCode(exit_code) === 0 && isLeftOut(error) ? 'success' : 'failed';
}

/** Whether a status is one of the words that callers may use. */
export function isKnownStatus(status: unknown): status is GivenStatus {
  return typeof status === 'string' && Object.hasOwn(STATUS_OF, status);
}

/** Whether a value was left out; a shell passes an empty text. */
export function isLeftOut(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/**
 * Cuts an error text: keeps the beginning, and of the output after a line `---` the last lines, where the reason
 * usually is. Cuts between words or lines, because half an address, or a password without its option, is not redacted.
 */
export function fit(text: string): string {
  if (text.length <= LONGEST_ERROR) return text;
  const output = text.indexOf(OUTPUT_BEGINS);
  if (output === -1 || output > LONGEST_ERROR / 2) return firstWords(text, LONGEST_ERROR);
  const head = text.slice(0, output + OUTPUT_BEGINS.length);
  return head + lastLines(text, LONGEST_ERROR - head.length);
}

function firstWords(text: string, length: number): string {
  const cut = text.slice(0, length + 1).search(/[\s"'<>,;|][^\s"'<>,;|]*$/);
  return text.slice(0, Math.max(cut, length - LONGEST_WORD));
}

function lastLines(text: string, length: number): string {
  const cut = text.indexOf('\n', text.length - length - 1);
  return cut === -1 ? '' : text.slice(cut + 1);
}

/** Whether two ends are equal. */
export function isSameEnd(one: InstallationEnd, other: InstallationEnd): boolean {
  return one.status === other.status && one.exit_code === other.exit_code && one.error === other.error;
}
