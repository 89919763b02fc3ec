import { exitCodeOfSignal, nameOfSignal } from './signals.js';

/**
 * How a child process ended, as Node and its libraries give it: `{ exitCode: null, signal: 'SIGKILL' }`, or the
 * `{ status, signal }` of `spawnSync`. A signal is a name or a number.
 */
export interface ProcessEnd {
  readonly exitCode?: number | string | null | undefined;
  readonly status?: number | string | null | undefined;
  readonly signal?: string | number | null | undefined;
  /** As a `ChildProcess` calls it. */
  readonly signalCode?: string | number | null | undefined;
  /** As nano-spawn calls it. */
  readonly signalName?: string | number | null | undefined;
}

/** How a child process ended, as Deno gives it, and Node in an error. A `code` without a `signal` is no exit code. */
export interface CommandStatus {
  readonly code: number | string | null | undefined;
  readonly signal: string | number | null;
}

/** An exit code as people and shells hand it over. */
export type ExitCodeInput = number | string | null | undefined | ProcessEnd | CommandStatus;

/** What an input says of a process's end. */
export interface ReadExitCode {
  /** `undefined` where the input was no exit code. */
  readonly code: number | undefined;
  /** The signal that the code stands for, where the input names it. */
  readonly signal?: string;
}

/**
 * Reads an exit code: a safe integer from 0, its decimal digits as text (`'007'` is 7),
 * or a process end. Of that an exit code other than 0 comes before the signal, and the signal before 0: a process that
 * was killed has not ended well, whatever stands beside it.
 *
 * @returns `undefined` for everything else: `none`, empty, negative, fractions, hexadecimal.
 * @see the contract, "Status mapping", and its vectors `update-mapping-30`, `-43`, `-44`
 */
export function parseExitCode(input: unknown): number | undefined {
  return readExitCode(input).code;
}

/** Reads an exit code as {@link parseExitCode} does, and the signal it stands for. */
export function readExitCode(input: unknown): ReadExitCode {
  try {
    return typeof input === 'object' && input !== null ? readObject(input) : { code: integerOf(input) };
  } catch {
    // A getter threw.
    return { code: undefined };
  }
}

function readObject(end: ProcessEnd & Partial<CommandStatus>): ReadExitCode {
  const { exitCode, status, code, signal, signalCode, signalName } = end;
  const exited = integerOf(exitCode ?? status ?? (signal === undefined ? undefined : code));
  // Libraries say of a process that was not killed that its signal is null, 0 or empty.
  const killedBy = signal || signalCode || signalName;
  const killed = exitCodeOfSignal(killedBy);
  if (!killedBy || (exited && exited !== killed)) return { code: exited };
  return killed === undefined ? { code: killed } : { code: killed, signal: nameOfSignal(killed) };
}

function integerOf(input: unknown): number | undefined {
  const code = typeof input === 'string' && /^[0-9]+$/.test(input) ? Number(input) : input;
  return Number.isSafeInteger(code) && (code as number) >= 0 ? Math.abs(code as number) : undefined;
}
