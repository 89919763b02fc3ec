import type { ExitCodeCatalogue } from '../exit-codes/catalogue.js';
import { type CommandStatus, type ExitCodeInput, parseExitCode, type ProcessEnd } from '../exit-codes/exit-code.js';
import { explainExitCode, UNKNOWN_ERROR } from '../exit-codes/explain.js';
import { ENDED_FROM_OUTSIDE, INTERRUPTED } from '../exit-codes/signals.js';
import { redactTogether } from '../redact/redact.js';
import type { RedactionRule } from '../redact/rule.js';
import { lastBytes } from '../utf8.js';
import { isChatter } from './chatter.js';
import { plainText } from './plain-text.js';

/** Longest command in a description, in code points. */
export const MAX_COMMAND_LENGTH = 300;
/** Most lines of output in a description. */
export const MAX_OUTPUT_LINES = 60;
/** Longest output in a description, in bytes of UTF-8. */
export const MAX_OUTPUT_BYTES = 10_240;

/** How much of the output's end is looked at, and of the command's beginning, in UTF-16 units. */
const RECENT_OUTPUT = 131_072;
const COMMAND_BEGINNING = 16_384;

/** What is known of a command that failed. */
export interface Failure {
  /** A code, its digits, or how a child process ended; else what `signal` says; else 130 of what was `aborted`, 1 of the rest. */
  readonly exitCode?: ExitCodeInput;
  /** The signal that ended the command: of `SIGHUP`, `SIGINT` and `SIGTERM` it was aborted, of others it failed. */
  readonly signal?: string | number | null | undefined;
  /** Somebody or something stopped the installation; it did not fail. */
  readonly aborted?: boolean | undefined;
  /** The script's line; used beside a command only. */
  readonly line?: number | string | null | undefined;
  readonly command?: string | null | undefined;
  /** What the command wrote, both streams as they came. */
  readonly output?: string | null | undefined;
}

/** How a failure is described. */
export interface DescribeFailureOptions {
  /** Where the explanation comes from. @defaultValue the contract's codes */
  readonly catalogue?: ExitCodeCatalogue | undefined;
  /** What else to redact; see {@link redact}. @defaultValue none */
  readonly rules?: readonly RedactionRule[] | undefined;
}

/**
 * Describes a failure as a record's `error`: the exit code and its explanation, the command that failed,
 * and the end of what that command said. Everything is redacted. Never throws; looks at no more than the
 * first 16 Ki of the command and the last 128 Ki of its output.
 *
 * Of the output the last {@link MAX_OUTPUT_LINES} lines stay that are neither empty nor chatter of a package
 * manager or a progress bar, and of them the last {@link MAX_OUTPUT_BYTES} bytes; of a command the first
 * {@link MAX_COMMAND_LENGTH} characters. An installation that was aborted, by SIGHUP, SIGINT or SIGTERM, by `aborted` or
 * by one of the codes 129, 130 and 143, has the explanation alone.
 *
 * @returns `exit_code=N | explanation | at line L: command`, a line `---` and the output, without what is not known.
 * @see the contract, "Error text"
 *
 * @example
 * ```ts
 * describeFailure({ exitCode: 100, line: 77, command: 'apt-get install foo', output: 'E: Unable to locate package foo' });
 * // exit_code=100 | APT: Package manager error (broken packages / dependency problems) | at line 77: apt-get install foo
 * // ---
 * // E: Unable to locate package foo
 * ```
 */
export function describeFailure(failure: Failure, options: DescribeFailureOptions = {}): string {
  try {
    const { exitCode, signal, aborted, line, command, output } = failure;
    const end = isProcessEnd(exitCode) ? exitCode : { exitCode, signal };
    const told = parseExitCode(end);
    const code = told ?? (aborted === true ? INTERRUPTED : 1);
    const explained = `exit_code=${code} | ${explainExitCode(told === undefined ? code : end, options.catalogue)}`;
    const isAborted = aborted === true || [code, parseExitCode({ signal })].some(isAbort);
    // The user left: there is no command to blame.
    if (isAborted) return explained;
    const [shownCommand = '', shownOutput = ''] = redactTogether(
      [oneLine(command), plainOutput(output)],
      options.rules,
    );
    const shown = relevantLines(shownOutput);
    return `${explained}${place(line, shownCommand)}${shown === '' ? '' : `\n---\n${shown}`}`;
  } catch {
    return `exit_code=1 | ${UNKNOWN_ERROR}`;
  }
}

function isProcessEnd(exitCode: ExitCodeInput): exitCode is ProcessEnd | CommandStatus {
  return typeof exitCode === 'object' && exitCode !== null;
}

function isAbort(code: number | undefined): boolean {
  return code !== undefined && ENDED_FROM_OUTSIDE.includes(code);
}

// One line before it is redacted: an option and its secret may be on two.
function oneLine(command: unknown): string {
  if (typeof command !== 'string') return '';
  return plainText(beginningOf(command))
    .trim()
    .replace(/\s*\\?\n\s*/g, ' ');
}

function plainOutput(output: unknown): string {
  return typeof output === 'string' ? plainText(endOf(output)) : '';
}

function place(line: Failure['line'], command: string): string {
  if (command === '') return '';
  const shown = [...command.slice(0, 2 * MAX_COMMAND_LENGTH)].slice(0, MAX_COMMAND_LENGTH).join('');
  return /^\d{1,9}$/.test(String(line)) ? ` | at line ${line}: ${shown}` : ` | command: ${shown}`;
}

// Lines are left out of what is redacted already: a private key has many.
function relevantLines(output: string): string {
  const relevant = output
    .split('\n')
    .filter((line) => !isChatter(line))
    .map((line) => line.trimEnd());
  return lastBytes(relevant.slice(-MAX_OUTPUT_LINES).join('\n'), MAX_OUTPUT_BYTES);
}

// Cut between lines, or, where a line is longer than that, between words: half a secret is not recognised. What has
// neither line nor word within its bounds is left out.
function endOf(output: string): string {
  if (output.length <= RECENT_OUTPUT) return output;
  const recent = output.slice(-RECENT_OUTPUT);
  const lineEnd = recent.indexOf('\n');
  return lineEnd >= 0 && lineEnd < RECENT_OUTPUT / 2 ? recent.slice(lineEnd + 1) : recent.replace(/^\S*/, '');
}

function beginningOf(command: string): string {
  return command.length > COMMAND_BEGINNING ? command.slice(0, COMMAND_BEGINNING).replace(/(?<!\S)\S+$/, '') : command;
}
