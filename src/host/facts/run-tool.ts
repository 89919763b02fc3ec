import { type ChildProcess, spawn } from 'node:child_process';
import type { ProbeTime } from './probe-time.js';

/** Longest output that is read; a tool that says more is ended. */
const LONGEST_OUTPUT_BYTES = 64 * 1024;

/**
 * Runs a tool and returns what it said, whatever its exit code. Never rejects.
 *
 * It gets no shell, no input, no terminal, nothing of our environment but `PATH`, and is ended with
 * SIGKILL, together with what it started, once the time is over, it has said enough, or we exit.
 *
 * @param file - Absolute name of the tool.
 * @returns `undefined` where it could not be run, did not end by itself in time, or was ended by a signal.
 */
export async function runTool(
  file: string,
  args: readonly string[],
  path: string,
  time: ProbeTime,
): Promise<string | undefined> {
  try {
    const child = spawn(file, args, {
      cwd: '/',
      // A group of its own, which can be ended as a whole.
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
  /** Settles once there is no more to come, or no more that is read. */
  readonly complete: Promise<void>;
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #hasEnded = false;

  constructor(child: ChildProcess) {
    this.complete = new Promise((resolve) => {
      child.on('error', () => resolve());
      child.once('close', () => resolve());
      // Something it started may hold its output open for ever.
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
    // Half a line may say something else than the whole one.
    return this.#isFull ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  }

  get #isFull(): boolean {
    return this.#length >= LONGEST_OUTPUT_BYTES;
  }
}

/** Tools that run, with one listener for all of them. */
const running = new Set<ChildProcess>();

function endAll(): void {
  for (const child of running) kill(child);
}

function endAtExit(child: ChildProcess): void {
  if (running.size === 0) process.on('exit', endAll);
  running.add(child);
}

/** Ends what still runs of it, and waits for nothing of it any more. */
function end(child: ChildProcess): void {
  running.delete(child);
  if (running.size === 0) process.off('exit', endAll);
  kill(child);
  child.stdout?.destroy();
  // A process that the kernel does not let go does not hold us up either.
  child.unref();
}

function kill(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    // The group: what the tool started may outlive it.
    process.kill(-pid, 'SIGKILL');
  } catch {
    // There are no groups here, or, as mostly, nothing of it runs any more.
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
}
