import type { ExitCodeCatalogue, ExitCodeEntry } from './catalogue.js';
import { contractCatalogue } from './contract-catalogue.js';
import { contractTexts, signalTexts } from './contract-texts.js';
import { type ExitCodeInput, readExitCode, type ReadExitCode } from './exit-code.js';
import { signalOfExitCode } from './signals.js';

/** The text for an exit code that the catalogue does not have. */
export const UNKNOWN_ERROR = 'Unknown error';

/** The description of an exit code. */
export interface ExitCodeDescription {
  /** `undefined` if the input is not an exit code. */
  readonly code: number | undefined;
  /** The explanation; {@link UNKNOWN_ERROR} if the catalogue has none. */
  readonly text: string;
  readonly group: string | undefined;
  readonly category: string | undefined;
  /** The signal that ended the process: the given one, or the one of a shell's exit code, such as `SIGKILL` for 137. */
  readonly signal: string | undefined;
}

/**
 * Explains an exit code in one sentence. Never throws.
 *
 * A process ended by a signal is explained by that signal, even if its exit code has another meaning: 153 alone is a
 * failed build in both catalogues, but `{ exitCode: 153, signal: 'SIGXFSZ' }` is `Killed by SIGXFSZ`.
 *
 * @param input - An exit code, its digits, or the end of a child process.
 * @param catalogue - The explanations. Default: `contractCatalogue`.
 * @returns The catalogue's text, the signal's name, or `Unknown error`.
 *
 * @example
 * ```ts
 * import { explainExitCode } from '@community-scripts/telemetry/exit-codes';
 *
 * explainExitCode(127); // 'Command not found'
 * explainExitCode({ exitCode: null, signal: 'SIGKILL' }); // 'Killed (SIGKILL / Out of memory?)'
 * ```
 */
export function explainExitCode(input: ExitCodeInput, catalogue?: ExitCodeCatalogue): string {
  return entryOf(readExitCode(input), catalogue).text;
}

/**
 * Describes an exit code: text, group, category and signal. Never throws.
 *
 * A code above 128 means a signal if the process's end names it. Without a name it means a signal only if the catalogue
 * has no other meaning for it: 150 is systemd's in both catalogues, not SIGTTOU.
 *
 * @param input - An exit code, its digits, or the end of a child process.
 * @param catalogue - The explanations. Default: `contractCatalogue`.
 */
export function describeExitCode(
  input: ExitCodeInput,
  catalogue: ExitCodeCatalogue = contractCatalogue,
): ExitCodeDescription {
  const end = readExitCode(input);
  const { text, group, category } = entryOf(end, catalogue);
  const { code } = end;
  const signal = end.signal ?? (maySignal(group) && code !== undefined ? signalOfExitCode(code) : undefined);
  return { code, text, group: textOf(group), category: textOf(category), signal };
}

function entryOf({ code, signal }: ReadExitCode, catalogue: ExitCodeCatalogue = contractTexts): ExitCodeEntry {
  const known = code === undefined ? undefined : knownEntry(code, catalogue);
  if (signal !== undefined && (known === undefined || isNoSignal(code as number, known))) {
    return { text: `Killed by ${signal}` };
  }
  return known ?? { text: UNKNOWN_ERROR };
}

function knownEntry(code: number, catalogue: ExitCodeCatalogue): ExitCodeEntry | undefined {
  try {
    const entry = Object.hasOwn(catalogue, code) && catalogue[code];
    const given = typeof entry === 'string' ? { text: entry } : { ...entry };
    return typeof given.text === 'string' ? (given as ExitCodeEntry) : undefined;
  } catch {
    // A catalogue may come from a file and hold any value, even an unreadable one.
    return undefined;
  }
}

/** Whether an entry is this package's text for a code that scripts use themselves: 150 is systemd's, not SIGTTOU. */
function isNoSignal(code: number, { text }: ExitCodeEntry): boolean {
  return !Object.hasOwn(signalTexts, code) && Object.hasOwn(contractTexts, code) && contractTexts[code] === text;
}

/** Whether an entry of this group may be a shell's exit code for a signal. */
function maySignal(group: string | undefined): boolean {
  return group === undefined || group === 'shell-signals';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
