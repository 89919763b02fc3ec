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

/** Longest error text that is kept, in UTF-16 units; backends store less. */
const LONGEST_ERROR = 12_288;
const OUTPUT_BEGINS = '\n---\n';
/** Longest word that is looked for where it is cut. */
const LONGEST_WORD = 1_024;

/** What is said of an end, not yet checked. */
export interface GivenEnd {
  readonly status?: unknown;
  readonly exit_code?: unknown;
  readonly error?: unknown;
}

/**
 * Turns what a caller or a shell says of an end into the end that is delivered.
 *
 * Status: `done`, `success` and `sucess` are success; anything unknown is `unknown`; missing and empty are failed, unless
 * there is nothing but an exit code 0, which is a success. Exit code: 0 for a success whatever was said; else as {@link exitCodeOf}
 * says. Error: empty for a success; else what was said, else the exit code's explanation, or the
 * signal's where a process end names one.
 *
 * @see the contract, "Status mapping"
 */
export function toEnd(given: GivenEnd, catalogue: ExitCodeCatalogue): InstallationEnd {
  const { exit_code, error } = given;
  const final = statusOf(given);
  if (final === 'success') return { status: final, exit_code: 0, error: '' };
  const code = exitCodeOf(given);
  // A process end is explained by its signal, which its code does not always tell.
  const explained = parseExitCode(exit_code) === undefined ? code : (exit_code as ExitCodeInput);
  const text = typeof error === 'string' && error !== '' ? error : explainExitCode(explained, catalogue);
  return { status: final, exit_code: code, error: fit(text) };
}

/** The code of an end that is not a success: any safe integer from 0; without one 130 where it was aborted, else 1. */
export function exitCodeOf({ status, exit_code }: GivenEnd): number {
  return parseExitCode(exit_code) ?? (status === 'aborted' ? INTERRUPTED : 1);
}

function statusOf({ status, exit_code, error }: GivenEnd): FinalStatus {
  if (!isLeftOut(status)) return isKnownStatus(status) ? STATUS_OF[status] : 'unknown';
  return parseExitCode(exit_code) === 0 && isLeftOut(error) ? 'success' : 'failed';
}

/** Whether a status is one of those a caller may give. */
export function isKnownStatus(status: unknown): status is GivenStatus {
  return typeof status === 'string' && Object.hasOwn(STATUS_OF, status);
}

/** Whether nothing was said; a shell says it by an empty text. */
export function isLeftOut(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/**
 * As much as is kept: the beginning, and of an output behind a line `---` the last lines, where the reason stands.
 * No cut goes through a word or a line, because half an address, or a password without its option, is not redacted.
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

/** Whether two ends say the same. */
export function isSameEnd(one: InstallationEnd, other: InstallationEnd): boolean {
  return one.status === other.status && one.exit_code === other.exit_code && one.error === other.error;
}
