import type { ExitCodeCatalogue, ExitCodeEntry } from './catalogue.js';
import { contractCatalogue } from './contract-catalogue.js';
import { type ExitCodeInput, readExitCode, type ReadExitCode } from './exit-code.js';
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
  /** The signal that ended the process: the one given, or, for codes a shell makes of signals, that one: 137 is `SIGKILL`. */
  readonly signal: string | undefined;
}

/**
 * Explains an exit code in one sentence. Never throws.
 *
 * A process that a signal ended is explained by that signal. Of 153 the catalogues of this package say that a build
 * failed; a process that SIGXFSZ ended, for which a shell gives 153 too, is `Killed by SIGXFSZ`.
 *
 * @param input - A code, its digits, or how a child process ended.
 * @param catalogue - Where to look. Default: `contractCatalogue`.
 * @returns The catalogue's text, or the signal's name, or `Unknown error`.
 *
 * @example
 * ```ts
 * explainExitCode(127); // 'Command not found'
 * explainExitCode({ exitCode: null, signal: 'SIGKILL' }); // 'Killed (SIGKILL / Out of memory?)'
 * ```
 */
export function explainExitCode(input: ExitCodeInput, catalogue: ExitCodeCatalogue = contractCatalogue): string {
  return entryOf(readExitCode(input), catalogue).text;
}

/**
 * Tells everything known of an exit code. Never throws.
 *
 * A code above 128 is read as a signal where a process end names that signal. Alone it is read so only where the
 * catalogue does not give it another meaning: 150 is systemd's in both catalogues of this package, not SIGTTOU.
 *
 * @param input - A code, its digits, or how a child process ended.
 * @param catalogue - Where to look. Default: `contractCatalogue`.
 */
export function describeExitCode(
  input: ExitCodeInput,
  catalogue: ExitCodeCatalogue = contractCatalogue,
): ExitCodeDescription {
  const end = readExitCode(input);
  const { text, group, category } = entryOf(end, catalogue);
  const { code, signal = maySignal(group) && code !== undefined ? signalOfExitCode(code) : undefined } = end;
  return { code, text, group: textOf(group), category: textOf(category), signal };
}

function entryOf({ code, signal }: ReadExitCode, catalogue: ExitCodeCatalogue): ExitCodeEntry {
  const known = code === undefined ? undefined : knownEntry(code, catalogue);
  if (signal !== undefined && !(known && maySignal(known.group))) return { text: `Killed by ${signal}` };
  return known ?? { text: UNKNOWN_ERROR };
}

function knownEntry(code: number, catalogue: ExitCodeCatalogue): ExitCodeEntry | undefined {
  try {
    const entry = Object.hasOwn(catalogue, code) && catalogue[code];
    const given = typeof entry === 'string' ? { text: entry } : { ...entry };
    return typeof given.text === 'string' ? (given as ExitCodeEntry) : undefined;
  } catch {
    // A catalogue from a file may hold anything, even what cannot be read.
    return undefined;
  }
}

/** Whether the code of an entry may be one that a shell makes of a signal. */
function maySignal(group: string | undefined): boolean {
  return group === undefined || group === 'shell-signals';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
