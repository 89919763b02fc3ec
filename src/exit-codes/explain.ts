import type { ExitCodeCatalogue, ExitCodeEntry } from './catalogue.js';
import { contractCatalogue } from './contract-catalogue.js';
import { type ExitCodeInput, parseExitCode } from './exit-code.js';
import { signalOfExitCode } from './signals.js';

/** Stands where a catalogue has no text. */
export const UNKNOWN_ERROR = 'Unknown error';

/** Everything known of one exit code. */
export interface ExitCodeDescription {
  /** `undefined` where the input was no exit code. */
  readonly code: number | undefined;
  /** {@link UNKNOWN_ERROR} where the catalogue has none. */
  readonly text: string;
  readonly group: string | undefined;
  readonly category: string | undefined;
  /** The signal that ended the process, for codes a shell makes of signals: 137 is `SIGKILL`. */
  readonly signal: string | undefined;
}

/**
 * Explains an exit code in one sentence. Never throws.
 *
 * @param input - A code, its digits, or how a child process ended.
 * @param catalogue - Where to look. Default: the contract's 72 codes.
 * @returns The catalogue's text, or `Unknown error`.
 *
 * @example
 * ```ts
 * explainExitCode(127); // 'Command not found'
 * explainExitCode({ exitCode: null, signal: 'SIGKILL' }); // 'Killed (SIGKILL / Out of memory?)'
 * ```
 */
export function explainExitCode(input: ExitCodeInput, catalogue: ExitCodeCatalogue = contractCatalogue): string {
  return entryOf(parseExitCode(input), catalogue).text;
}

/**
 * Tells everything known of an exit code. Never throws.
 *
 * A code above 128 is read as a signal only where the catalogue does not give it another
 * meaning: 150 is systemd's in both catalogues of this package, not SIGTTOU.
 *
 * @param input - A code, its digits, or how a child process ended.
 * @param catalogue - Where to look. Default: the contract's 72 codes.
 */
export function describeExitCode(
  input: ExitCodeInput,
  catalogue: ExitCodeCatalogue = contractCatalogue,
): ExitCodeDescription {
  const code = parseExitCode(input);
  const { text, group, category } = entryOf(code, catalogue);
  const maySignal = group === undefined || group === 'shell-signals';
  return {
    code,
    text,
    group: textOf(group),
    category: textOf(category),
    signal: maySignal && code !== undefined ? signalOfExitCode(code) : undefined,
  };
}

function entryOf(code: number | undefined, catalogue: ExitCodeCatalogue): ExitCodeEntry {
  try {
    const entry = code !== undefined && Object.hasOwn(catalogue, code) && catalogue[code];
    const given = typeof entry === 'string' ? { text: entry } : { ...entry };
    if (typeof given.text !== 'string') given.text = UNKNOWN_ERROR;
    return given as ExitCodeEntry;
  } catch {
    // A catalogue from somebody's file may hold anything, even what cannot be read.
    return { text: UNKNOWN_ERROR };
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
