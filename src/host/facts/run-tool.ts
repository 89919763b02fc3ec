import type { ChildProcess } from 'node:child_process';
import { builtin } from '../builtin.js';
import type { ProbeTime } from './probe-time.js';

/** The longest output that is read, in bytes; a tool that prints more is killed. */
const LONGEST_OUTPUT_BYTES = 64 * 1024;

/**
 * Runs a tool and returns its output, whatever its exit code. Never rejects.
 *
 * The tool gets no shell, no input, no terminal, and only `PATH` as environment. SIGKILL ends it and its children
 * when the time is up, the output is long enough, or this process exits.
 *
 * @param file - Absolute path of the tool.
 * @returns `undefined` if it could not be run, did not exit in time, or was killed by a signal.
 */
export async function runTool(
  file: string,
  args: readonly string[],
  path: string,
  time: ProbeTime,
): Promise<string | undefined> {
  try {
    const child = builtin('node:child_process').spawn(file, args, {
      cwd: '/',
      // A process group of its own, which can be killed as a whole.
      detached: true,
      env: { LC_ALL: 'C', PATH: path },
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const output = new ToolOutput(child);
    endAtExit(child);
    await time.wait(output.complete);
    end(child);
    return output.text();
  } catch {
    return undefined;
  }
}

class ToolOutput {
  /** Resolves when the output is complete or long enough. */
  readonly complete: Promise<void>;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #hasEnded = false;

  constructor(child: ChildProcess) {
    this.complete = new Promise((resolve) => {
      child.on('error', () => resolve());
      child.once('close', () => resolve());
      // A child of the tool may hold the output open for ever, so that `close` never comes.
      child.once('exit', (code) => (this.#hasEnded = code !== null));
      child.stdout?.on('error', () => undefined);
      child.stdout?.on('data', (chunk: Uint8Array) => {
        this.#chunks.push(chunk);
        this.#length += chunk.length;
        if (this.#isFull) resolve();
      });
    });
  }

  text(): string | undefined {
    if (!this.#hasEnded && !this.#isFull) return undefined;
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    const text = new TextDecoder().decode(bytes.subarray(0, LONGEST_OUTPUT_BYTES));
    // Half a line can be misread, so only whole lines are kept.
    return this.#isFull ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  }

  get #isFull(): boolean {
    return this.#length >= LONGEST_OUTPUT_BYTES;
  }
}

/** The tools that are running. One `exit` listener serves all of them. */
const running = new Set<ChildProcess>();

function endAll(): void {
  for (const child of running) kill(child);
}

function endAtExit(child: ChildProcess): void {
  if (running.size === 0) process.on('exit', endAll);
  running.add(child);
}

/** Kills the tool and its children, and stops waiting for it. */
function end(child: ChildProcess): void {
  running.delete(child);
  if (running.size === 0) process.off('exit', endAll);
  kill(child);
  child.stdout?.destroy();
  // A process that even SIGKILL does not end must not keep this one alive.
  child.unref();
}

function kill(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    // The group, because the tool's children may outlive it.
    process.kill(-pid, 'SIGKILL');
  } catch {
    // This system has no process groups, or, usually, the whole group has exited.
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
}
