import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { cli } from '../../support/command-line.js';

/** A `telemetry serve` that runs. */
export interface CollectorProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Its memory, in MB. */
  readonly megabytes: () => number;
  /** Ends it as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Ends it with SIGTERM. Resolves to its exit code. */
  readonly stop: () => Promise<number | null>;
}

const START_MS = 30_000;

/** The path of a store in a folder that goes with the test. */
export function newStore(): string {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-faults-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return join(folder, 'telemetry.db');
}

/**
 * Starts `telemetry serve` on a free port; it ends with the test. Each request may come from an address of its own, so
 * that none is limited.
 *
 * @param shell - Runs in a shell before it starts, such as `ulimit`.
 */
export async function startCollector(store: string, shell = ':'): Promise<CollectorProcess> {
  const command = [process.execPath, cli, 'serve', '--port', '0', '--store', store, '--json'];
  const args = [...command, '--trusted-proxies', '127.0.0.0/8'];
  const child = spawn('bash', ['-c', `${shell} && exec "$@"`, 'bash', ...args]);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await exited)[0];
  };
  onTestFinished(async () => void (await end('SIGKILL')));
  const url = await urlOf(child);
  const pid = child.pid as number;
  return {
    url,
    port: Number(new URL(url).port),
    pid,
    megabytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}

async function urlOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  let printed = '';
  let failed = '';
  child.stdout.on('data', (chunk) => (printed += String(chunk)));
  child.stderr.on('data', (chunk) => (failed += String(chunk)));
  const deadline = Date.now() + START_MS;
  while (!printed.includes('\n') && child.exitCode === null && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  if (!printed.includes('\n')) throw new Error(`telemetry serve did not start: ${failed}`);
  return (JSON.parse(printed) as { url: string }).url;
}
