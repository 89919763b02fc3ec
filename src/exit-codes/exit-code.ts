import { exitCodeOfSignal } from './signals.js';

/**
 * How a child process ended, as Node gives it: `{ exitCode: null, signal: 'SIGKILL' }`, or the
 * `{ status, signal }` of `spawnSync`.
 */
export interface ProcessEnd {
  readonly exitCode?: number | string | null | undefined;
  readonly status?: number | string | null | undefined;
  readonly signal?: string | null | undefined;
}

/** An exit code as people and shells hand it over. */
export type ExitCodeInput = number | string | null | undefined | ProcessEnd;

/**
 * Reads an exit code: a safe integer from 0, its decimal digits as text (`'007'` is 7),
 * or a process end, where the exit code comes before the signal.
 *
 * @returns `undefined` for everything else: `none`, empty, negative, fractions, hexadecimal.
 * @see the contract, "Status mapping", and its vectors `update-mapping-30`, `-43`, `-44`
 */
export function parseExitCode(input: unknown): number | undefined {
  if (typeof input === 'object' && input !== null) {
    try {
      const { exitCode, status, signal } = input as ProcessEnd;
      return parseExitCode(exitCode ?? status) ?? exitCodeOfSignal(signal);
    } catch {
      // Somebody's getter threw, or it leads in circles.
      return undefined;
    }
  }
  const code = typeof input === 'string' && /^[0-9]+$/.test(input) ? Number(input) : input;
  return Number.isSafeInteger(code) && (code as number) >= 0 ? Math.abs(code as number) : undefined;
}
