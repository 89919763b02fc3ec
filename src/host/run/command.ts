import type { ChildProcess } from 'node:child_process';
import { setImmediate as nextReads, setTimeout as wait } from 'node:timers/promises';
import { readExitCode } from '../../exit-codes/exit-code.js';
import type { Environment } from '../environment/environment.js';
import type { EndingSignal } from './ending-signals.js';
import { watchDenoSignalError } from './deno-signal-error.js';
import { OutputTail } from './output-tail.js';
import { spawn } from './spawn.js';

/** How much is kept of what a command printed, in bytes. */
const TAIL_BYTES = 64 * 1024;
/** How long what a command printed last may take to arrive once it has exited, in milliseconds. */
const DRAIN_MS = 200;
/** What a shell gives for SIGTERM. */
const TERMINATED = 143;

/** How a command ended. */
export interface CommandEnd {
  /** As a shell gives it: 137 for SIGKILL, 127 or 126 for what could not be started. */
  readonly exitCode: number;
  /** What ended it; `undefined` where it exited by itself. */
  readonly signal: string | undefined;
  /** From its start to its end, in whole milliseconds. */
  readonly durationMs: number;
  /** The last of what it printed, where that was captured. */
  readonly output?: string;
  /** Why it could not be started. */
  readonly startError?: Error;
  /** By what it was first asked to end from here, whether or not that ended it. */
  readonly asked?: EndingSignal | undefined;
}

/** How a command is run. */
export interface CommandOptions {
  readonly output: 'inherit' | 'captured';
  readonly cwd: string | undefined;
  readonly env: Environment;
  /** Ends the command with SIGTERM; one that has fired keeps it from starting. */
  readonly signal: AbortSignal | undefined;
}

/** A command that was started, or could not be. */
export interface Command {
  readonly isRunning: () => boolean;
  /**
   * Asks the command to end, as this signal asks us; does nothing once it has ended. SIGINT is passed on as
   * SIGTERM: a shell script that waits for a command of its own ignores a SIGINT that only the script gets.
   */
  readonly end: (asked: EndingSignal) => void;
  /** How it ended, which is when it exits, whatever it leaves behind. Never rejects. */
  readonly ended: Promise<CommandEnd>;
}

/** Starts a command at once, without a shell. Never throws. */
export function startCommand(command: string, args: readonly string[], options: CommandOptions): Command {
  const { output, cwd, env, signal } = options;
  const startedAt = performance.now();
  const ended = (exitCode: number, more: Partial<CommandEnd> = {}): CommandEnd => ({
    exitCode,
    signal: undefined,
    durationMs: Math.round(performance.now() - startedAt),
    ...more,
  });
  if (signal?.aborted === true) return notStarted(ended(TERMINATED, { signal: 'SIGTERM', asked: 'SIGTERM' }));
  let child: ChildProcess;
  try {
    // Node 20 makes a pipe non-blocking for all who share it when it first looks at its own output, which fetch does;
    // an installer that prints faster than it is read would then fail. What is known before, starting a command undoes.
    if (output === 'inherit') void [process.stdout, process.stderr];
    // What is captured nobody sees: a question asked there gets end of file, rather than wait for ever.
    child = spawn(command, args, { stdio: output === 'captured' ? ['ignore', 'pipe', 'pipe'] : 'inherit', cwd, env });
  } catch (error) {
    return notStarted(ended(codeOfStartError(error), { startError: error as Error }));
  }

  const captured = output === 'captured' ? capture(child) : undefined;
  let isRunning = true;
  let asked: EndingSignal | undefined;
  const end = (by: EndingSignal): void => {
    if (!isRunning || child.pid === undefined) return;
    try {
      // By its number: on Deno a child ended by its own kill() always ends by that signal, whatever it made of it.
      process.kill(child.pid, by === 'SIGINT' ? 'SIGTERM' : by);
      asked ??= by;
    } catch {
      // It has just ended, or is somebody else's by now (sudo).
    }
  };
  const onAbort = (): void => end('SIGTERM');
  signal?.addEventListener('abort', onAbort, { once: true });
  const exited = new Promise<CommandEnd>((resolve) => {
    const over = (exitCode: number, more: Partial<CommandEnd>): void => {
      isRunning = false;
      signal?.removeEventListener('abort', onAbort);
      leaveDeno();
      resolve(ended(exitCode, { ...more, asked }));
    };
    const killed = (by: string | number | null): void => {
      const { code = 1, signal } = readExitCode({ exitCode: null, signal: by });
      over(code, { signal });
    };
    const leaveDeno = watchDenoSignalError(child.pid, killed);
    child.on('exit', (code, by) => (code === null || by !== null ? killed(by) : over(code, {})));
    child.on('error', (error) => over(codeOfStartError(error), { startError: error }));
  });
  return {
    isRunning: () => isRunning,
    end,
    ended:
      captured === undefined ? exited : exited.then(async (end) => ({ ...end, output: await captured.afterExit() })),
  };
}

function notStarted(end: CommandEnd): Command {
  return { isRunning: () => false, end: () => undefined, ended: Promise.resolve(end) };
}

/** Reads what a child prints, as fast as it does, and keeps the last of it. */
function capture(child: ChildProcess): { afterExit(): Promise<string> } {
  const tail = new OutputTail(TAIL_BYTES);
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const stream of streams) {
    stream.on('data', (printed: Uint8Array) => tail.add(printed));
    // A pipe that breaks has nothing more to tell.
    stream.on('error', () => undefined);
  }
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return {
    async afterExit() {
      // A daemon it left behind may hold its pipes open for ever.
      await Promise.race([closed, wait(DRAIN_MS, undefined, { ref: false })]);
      // On a busy machine the time may be up before anything was read.
      await nextReads();
      await nextReads();
      // The daemon's own output is read on, since a broken pipe would kill it, but does not keep us.
      for (const stream of streams) (stream as { unref?: () => void }).unref?.();
      return tail.toString();
    },
  };
}

/** As a shell gives it: 127 where there is no such command, 126 where it cannot be run. */
function codeOfStartError(error: unknown): number {
  return (error as { code?: unknown }).code === 'ENOENT' ? 127 : 126;
}
