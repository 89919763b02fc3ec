import type { ExitCodeCatalogue } from '../exit-codes/catalogue.js';
import { type CommandStatus, type ExitCodeInput, parseExitCode, type ProcessEnd } from '../exit-codes/exit-code.js';
import { explainExitCode, UNKNOWN_ERROR } from '../exit-codes/explain.js';
import { ENDED_FROM_OUTSIDE, INTERRUPTED } from '../exit-codes/signals.js';
import { redactTogether } from '../redact/redact.js';
import type { RedactionRule } from '../redact/rule.js';
import { lastBytes } from '../utf8.js';
import { isChatter } from './chatter.js';
import { plainText } from './plain-text.js';

/** The longest command in a description, in code points. */
export const MAX_COMMAND_LENGTH = 300;
/** The maximum number of output lines in a description. */
export const MAX_OUTPUT_LINES = 60;
/** The longest output in a description, in bytes of UTF-8. */
export const MAX_OUTPUT_BYTES = 10_240;

/** How much of the output's end and of the command's beginning is read, in UTF-16 code units. */
const RECENT_OUTPUT = 131_072;
const COMMAND_BEGINNING = 16_384;

/** A command that failed. */
export interface Failure {
  /**
   * An exit code, its digits, or the end of a child process. @defaultValue the exit code of `signal`, else 130 if
   * `aborted`, else 1
   */
  readonly exitCode?: ExitCodeInput;
  /** The signal that ended the command. `SIGHUP`, `SIGINT` and `SIGTERM` mean aborted, any other signal failed. */
  readonly signal?: string | number | null | undefined;
  /** Whether the installation was stopped from outside instead of failing. */
  readonly aborted?: boolean | undefined;
  /** The line in the script; shown only with a command. */
  readonly line?: number | string | null | undefined;
  readonly command?: string | null | undefined;
  /** The command's output, both streams in order of arrival. */
  readonly output?: string | null | undefined;
}

/** Options of {@link describeFailure}. */
export interface DescribeFailureOptions {
  /** The explanations of exit codes. @defaultValue `contractCatalogue` */
  readonly catalogue?: ExitCodeCatalogue | undefined;
  /** Additional redaction rules; see {@link redact}. @defaultValue none */
  readonly rules?: readonly RedactionRule[] | undefined;
}

/**
 * Describes a failure as text for a record's `error`: the exit code and its explanation, the command, and the end of
 * its output, all redacted. Never throws. Reads at most the first 16 Ki of the command and the last 128 Ki of the
 * output.
 *
 * Of the output it keeps the last {@link MAX_OUTPUT_LINES} lines that are not empty and not progress messages of a
 * package manager or a progress bar, at most {@link MAX_OUTPUT_BYTES} bytes; of the command the first {@link
 * MAX_COMMAND_LENGTH} characters. For an aborted installation (`aborted`, SIGHUP, SIGINT, SIGTERM, or exit code 129,
 * 130 or 143) it returns the explanation only.
 *
 * @returns `exit_code=N | explanation | at line L: command`, then a line `---` and the output. Unknown parts are left
 * out.
 *
 * @example
 * ```ts
 * import { describeFailure } from '@community-scripts/telemetry/failure';
 *
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
    // The user stopped it, so no command failed.
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

// Joined to one line before it is redacted, because an option and its secret may be on two lines.
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

// Lines are removed after the redaction, because a private key spans many lines.
function relevantLines(output: string): string {
  const relevant = output
    .split('\n')
    .filter((line) => !isChatter(line))
    .map((line) => line.trimEnd());
  return lastBytes(relevant.slice(-MAX_OUTPUT_LINES).join('\n'), MAX_OUTPUT_BYTES);
}

// Cut between lines, or between words if a line is too long, because a secret that is cut in half is not recognized. A
// text without a line end or blank in the range is left out.
function endOf(output: string): string {
  if (output.length <= RECENT_OUTPUT) return output;
  const recent = output.slice(-RECENT_OUTPUT);
  const lineEnd = recent.indexOf('\n');
  return lineEnd >= 0 && lineEnd < RECENT_OUTPUT / 2 ? recent.slice(lineEnd + 1) : recent.replace(/^\S*/, '');
}

function beginningOf(command: string): string {
  return command.length > COMMAND_BEGINNING ? command.slice(0, COMMAND_BEGINNING).replace(/(?<!\S)\S+$/, '') : command;
}
