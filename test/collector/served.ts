import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { cli } from '../support/command-line.js';

/** A collector that was started. */
export interface Served {
  readonly url: string;
  readonly process: ChildProcess;
  /** What it has printed so far, on both outputs. */
  readonly printed: () => string;
  /** Sends a signal, to its whole group if it was started as one. Resolves to the exit code. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Starts collectors in a folder of each test's own. */
export function useServe(): {
  readonly folder: () => string;
  /** The file in which it stores. */
  readonly store: () => string;
  /** Starts `telemetry serve` on a free port. */
  readonly serve: (args?: readonly string[], asGroup?: 'asGroup') => Promise<Served>;
} {
  let folder = '';
  let running: ChildProcess[] = [];
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'telemetry-serve-'))));
  afterEach(async () => {
    for (const child of running.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    running = [];
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const store = (): string => join(folder, 'telemetry.db');
  const serve = async (args: readonly string[] = [], asGroup?: 'asGroup'): Promise<Served> => {
    const all = [cli, 'serve', '--port', '0', '--store', store(), ...args];
    const child = spawn(process.execPath, all, { cwd: folder, detached: asGroup !== undefined });
    running.push(child);
    let printed = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (printed += String(chunk)));
    const deadline = Date.now() + 20_000;
    while (!printed.includes('http://') && child.exitCode === null && Date.now() < deadline)
      await once(child.stdout, 'data');
    const [url = ''] = /http:\/\/[\w.:[\]]+/.exec(printed) ?? [];
    const end = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
      const exit = once(child, 'exit');
      if (asGroup === undefined) child.kill(signal);
      else process.kill(-Number(child.pid), signal);
      const [code] = (await exit) as [number | null];
      return code;
    };
    return { url, process: child, printed: () => printed, end };
  };
  return { folder: () => folder, store, serve };
}
