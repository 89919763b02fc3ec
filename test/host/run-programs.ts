import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

/** A process that tests talk to. */
export interface Program {
  readonly child: ChildProcess;
  /** What it has printed so far, both streams. */
  readonly printed: () => string;
  /** Waits until it has printed this. */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** How it ended: `exit 7`, `SIGINT`. */
  readonly ended: Promise<string>;
}

/** Where the installers of the tests are. */
export const installers: string = fileURLToPath(new URL('../fixtures/installers/', import.meta.url));

/** Bundles programs beside the tests, from the source as it is. @returns what gives a program's path. */
export function usePrograms(...names: string[]): (name: string) => string {
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'telemetry-programs-'));
    await build({
      entryPoints: names.map((name) => fileURLToPath(new URL(`${name}.ts`, import.meta.url))),
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'silent',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, `${name}.mjs`);
}

/** Starts a process that is gone, by its id, when the test is over. */
export function start(command: string, args: readonly string[], env: Record<string, string> = {}): Program {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  const readers = new Set<() => void>();
  const read = (chunk: string): void => {
    printed += chunk;
    for (const reader of readers) reader();
  };
  child.stdout.setEncoding('utf8').on('data', read);
  child.stderr.setEncoding('utf8').on('data', read);
  // Writing to a process that has ended is no concern of a test.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => child.on('exit', (code, signal) => resolve(signal ?? `exit ${code}`)));
  return {
    child,
    printed: () => printed,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(printed);
          if (found === null) return;
          readers.delete(look);
          resolve(found);
        };
        readers.add(look);
        look();
        void ended.then((end) => reject(new Error(`${end} before ${String(pattern)}: ${printed}`)));
      }),
  };
}

/** Whether this process is there, and has not ended. */
export function isAlive(pid: number): boolean {
  try {
    // A process that has ended and was not waited for is no process any more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
