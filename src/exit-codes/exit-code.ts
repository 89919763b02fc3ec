import { exitCodeOfSignal, nameOfSignal } from './signals.js';

/**
 * The end of a child process, as Node and its libraries describe it: `{ exitCode: null, signal: 'SIGKILL' }`, or
 * `{ status, signal }` of `spawnSync`. A signal is a name or a number.
 */
export interface ProcessEnd {
  readonly exitCode?: number | string | null | undefined;
  readonly status?: number | string | null | undefined;
  readonly signal?: string | number | null | undefined;
  /** The signal, under the name that `ChildProcess` uses. */
  readonly signalCode?: string | number | null | undefined;
  /** The signal, under the name that nano-spawn uses. */
  readonly signalName?: string | number | null | undefined;
}

/**
 * The end of a child process, as Deno and Node's errors describe it. A `code` without a `signal` is not an exit code.
 */
export interface CommandStatus {
  readonly code: number | string | null | undefined;
  readonly signal: string | number | null;
}

/** An exit code: a number, its digits as text, or the end of a child process. */
export type ExitCodeInput = number | string | null | undefined | ProcessEnd | CommandStatus;

/** An exit code that was read. */
export interface ReadExitCode {
  /** `undefined` if the input is not an exit code. */
  readonly code: number | undefined;
  /** The signal of the code, if the input names it. */
  readonly signal: string | undefined;
}

/**
 * Parses an exit code: a safe integer from 0, its decimal digits as text (`'007'` is 7), or the end of a child process.
 * Of the latter, an exit code other than 0 takes precedence over the signal, and the signal over 0, because a killed
 * process has not succeeded.
 *
 * @returns `undefined` for anything else: `none`, empty, negative, a fraction, hexadecimal.
 */
export function parseExitCode(input: unknown): number | undefined {
  return readExitCode(input).code;
}

/** Parses an exit code as {@link parseExitCode} does, and its signal. */
export function readExitCode(input: unknown): ReadExitCode {
  try {
    return typeof input === 'object' && input !== null ? readEnd(input) : { code: integerOf(input), signal: undefined };
  } catch {
    // A getter threw.
    return { code: undefined, signal: undefined };
  }
}

function readEnd(end: ProcessEnd & Partial<CommandStatus>): ReadExitCode {
  const { exitCode, status, code, signal, signalCode, signalName } = end;
  const exited = integerOf(exitCode ?? status ?? (signal !== undefined && code));
  // Libraries give a process that was not killed the signal null, 0 or an empty text.
  const killedBy = signal || signalCode || signalName;
  const killed = exitCodeOfSignal(killedBy);
  if (!killedBy || (exited && exited !== killed)) return { code: exited, signal: undefined };
  return { code: killed, signal: killed === undefined ? undefined : nameOfSignal(killed) };
}

function integerOf(input: unknown): number | undefined {
  const code = typeof input === 'string' && /^[0-9]+$/.test(input) ? Number(input) : input;
  return Number.isSafeInteger(code) && (code as number) >= 0 ? Math.abs(code as number) : undefined;
}
