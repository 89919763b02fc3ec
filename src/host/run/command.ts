import type { ChildProcess } from 'node:child_process';
import { setImmediate as nextReads, setTimeout as wait } from 'node:timers/promises';
import { readExitCode } from '../../exit-codes/exit-code.js';
import type { Environment } from '../environment/environment.js';
import type { EndingSignal } from './ending-signals.js';
import { watchDenoSignalError } from './deno-signal-error.js';
import { OutputTail } from './output-tail.js';
import { spawn } from './spawn.js';

/** How much of a command's output is kept, in bytes. */
const TAIL_BYTES = 64 * 1024;
/** How long the last output may take to arrive after the command has exited, in milliseconds. */
const DRAIN_MS = 200;
/** Exit code that a shell gives for SIGTERM. */
const TERMINATED = 143;

/** How a command ended. */
export interface CommandEnd {
  /** As in a shell: 137 for SIGKILL, 127 or 126 if it could not be started. */
  readonly exitCode: number;
  /** The signal that ended it; `undefined` if it exited by itself. */
  readonly signal: string | undefined;
  /** From its start to its end, in whole milliseconds. */
  readonly durationMs: number;
  /** The last output, if it was captured. */
  readonly output?: string;
  /** Why it could not be started. */
  readonly startError?: Error;
  /** The first signal that this process passed on, even if something else ended the command. */
  readonly asked?: EndingSignal | undefined;
}

/** Options of {@link startCommand}. */
export interface CommandOptions {
  readonly output: 'inherit' | 'captured';
  readonly cwd: string | undefined;
  readonly env: Environment;
  /** Ends the command with SIGTERM; if already aborted, the command is not started. */
  readonly signal: AbortSignal | undefined;
}

/** A command that was started, or that could not be. */
export interface Command {
  readonly isRunning: () => boolean;
  /** Milliseconds since its end was seen; 0 while it runs, infinite if it was never started. */
  readonly endedMsAgo: () => number;
  /**
   * Passes a signal on to the command; does nothing after its end. Sends SIGTERM instead of SIGINT: a shell script that
   * waits for a child ignores a SIGINT that only the script gets.
   */
  readonly end: (asked: EndingSignal) => void;
  /** Resolves when the command exits, whatever it leaves running. Never rejects. */
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
    // Captured output is not shown, so a question must get end of file instead of waiting for ever.
    child = spawn(command, args, { stdio: output === 'captured' ? ['ignore', 'pipe', 'pipe'] : 'inherit', cwd, env });
  } catch (error) {
    return notStarted(ended(codeOfStartError(error), { startError: error as Error }));
  }

  const captured = output === 'captured' ? capture(child) : undefined;
  let isRunning = true;
  let endedAt = 0;
  let asked: EndingSignal | undefined;
  const end = (by: EndingSignal): void => {
    if (!isRunning || child.pid === undefined) return;
    try {
      // By pid: on Deno, child.kill() makes every later exit look like an end by that signal.
      process.kill(child.pid, by === 'SIGINT' ? 'SIGTERM' : by);
      asked ??= by;
    } catch {
      // It has just ended, or belongs to another user by now (sudo).
    }
  };
  const onAbort = (): void => end('SIGTERM');
  signal?.addEventListener('abort', onAbort, { once: true });
  const exited = new Promise<CommandEnd>((resolve) => {
    const over = (exitCode: number, more: Partial<CommandEnd>): void => {
      isRunning = false;
      endedAt = performance.now();
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
    endedMsAgo: () => (isRunning ? 0 : performance.now() - endedAt),
    end,
    ended:
      captured === undefined ? exited : exited.then(async (end) => ({ ...end, output: await captured.afterExit() })),
  };
}

function notStarted(end: CommandEnd): Command {
  return { isRunning: () => false, endedMsAgo: () => Infinity, end: () => undefined, ended: Promise.resolve(end) };
}

/** Reads a child's output continuously and keeps the end of it. */
function capture(child: ChildProcess): { afterExit(): Promise<string> } {
  const tail = new OutputTail(TAIL_BYTES);
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const stream of streams) {
    stream.on('data', (printed: Uint8Array) => tail.add(printed));
    // A broken pipe has no more output.
    stream.on('error', () => undefined);
  }
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  return {
    async afterExit() {
      // A daemon that the command left behind may hold the pipes open for ever.
      await Promise.race([closed, wait(DRAIN_MS, undefined, { ref: false })]);
      // On a busy machine the time may be up before anything was read, so read twice more.
      await nextReads();
      await nextReads();
      // Keep reading the daemon's output, since a broken pipe would kill it, but let this process exit.
      for (const stream of streams) (stream as { unref?: () => void }).unref?.();
      return tail.toString();
    },
  };
}

/** As in a shell: 127 if there is no such command, 126 if it cannot be run. */
function codeOfStartError(error: unknown): number {
  return (error as { code?: unknown }).code === 'ENOENT' ? 127 : 126;
}
