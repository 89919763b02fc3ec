import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import type { UpdateOutcome } from '../../../src/index.js';

/** What a reporting process works with. */
export interface Setting {
  readonly url: string;
  readonly folder: string;
}

/** An end to report, `at` a time of the wall clock or at once. */
export interface Order {
  readonly random_id: string;
  readonly exit_code: number;
  readonly at?: number;
  readonly deadlineMs?: number;
}

/** What a reporting process says. */
export type Said = { ready: true } | { degraded: string } | { random_id: string; outcome: UpdateOutcome };

/** A process of its own that reports ends. */
export interface ReporterProcess {
  readonly pid: number;
  /** What the guard store said when it could not use the folder. */
  readonly degraded: readonly string[];
  /** Rejects where the process ends before it knows. */
  report(order: Order): Promise<UpdateOutcome>;
  signal(name: NodeJS.Signals): void;
  /** Kills it, and settles once it is gone. */
  kill(): Promise<void>;
}

/** Bundles the reporting process as the source is now, for one test file. @returns path of the bundle. */
export async function bundleReporter(name: string): Promise<string> {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const outfile = `${here}.cache/${name}.mjs`;
  await build({
    entryPoints: [`${here}reporter-process.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
  });
  return outfile;
}

/** A folder that is not there yet, in one that is gone after the test. */
export function aFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'telemetry-guards-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'guards');
}

/** Starts a reporting process, and kills it after the test where it still runs. */
export async function startReporter(
  script: string,
  setting: Setting,
  command: readonly [string, ...string[]] = [process.execPath],
): Promise<ReporterProcess> {
  const [binary, ...args] = command;
  const child = spawn(binary, [...args, script, JSON.stringify(setting)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const reporter = new Reporter(child);
  onTestFinished(() => reporter.kill());
  await reporter.ready;
  return reporter;
}

class Reporter implements ReporterProcess {
  readonly degraded: string[] = [];
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  readonly #waiting: { random_id: string; tell: (outcome: UpdateOutcome) => void; fail: (error: Error) => void }[] = [];

  constructor(child: ChildProcess) {
    this.#child = child;
    let printed = '';
    child.stderr?.on('data', (chunk) => (printed += chunk));
    child.stdin?.on('error', () => undefined);
    this.#gone = new Promise((resolve) => child.once('close', () => resolve()));
    const failed = this.#gone.then(() => {
      const error = new Error(`The reporting process is gone. It printed: ${printed}`);
      for (const { fail } of this.#waiting.splice(0)) fail(error);
      throw error;
    });
    failed.catch(() => undefined);
    const isReady = new Promise<void>((resolve) => {
      createInterface({ input: child.stdout! }).on('line', (line) => {
        const said = JSON.parse(line) as Said;
        if ('ready' in said) resolve();
        else if ('degraded' in said) this.degraded.push(said.degraded);
        else this.#tell(said);
      });
    });
    this.ready = Promise.race([isReady, failed]);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  report(order: Order): Promise<UpdateOutcome> {
    const told = new Promise<UpdateOutcome>((tell, fail) =>
      this.#waiting.push({ random_id: order.random_id, tell, fail }),
    );
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
    return told;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  #tell({ random_id, outcome }: Extract<Said, { outcome: UpdateOutcome }>): void {
    const index = this.#waiting.findIndex((waiting) => waiting.random_id === random_id);
    this.#waiting.splice(index, 1)[0]?.tell(outcome);
  }
}
