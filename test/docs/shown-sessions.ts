import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cli } from '../support/command-line.js';
import type { CodeBlock } from './code-blocks.js';

const guard = fileURLToPath(new URL('guard.mjs', import.meta.url));

/** A command of a `console` block, and what the block shows below it. */
export interface ShownSession {
  readonly where: string;
  readonly command: string;
  readonly shown: string;
}

/** The `telemetry` commands of a `console` block: lines that begin with `$`. */
export function sessionsOf({ where, language, code }: CodeBlock): ShownSession[] {
  if (language !== 'console') return [];
  const found = code.matchAll(/^\$ ((?:\w+=\S+ )*telemetry .+)\n((?:(?!\$ ).+\n)*)/gm);
  return [...found].map(([, command = '', shown = '']) => ({ where, command, shown }));
}

const SHOWN_SERVER = 'https://pb.example.org';

/** What the command prints on both streams, standard output first, with an empty home and the test's PocketBase. */
export async function runSession({ command }: ShownSession, servers: { readonly PB_URL: string }): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'telemetry-guides-'));
  const script = `telemetry() { "${process.execPath}" --import "${guard}" "${cli}" "$@"; }; ${command.replaceAll(SHOWN_SERVER, servers.PB_URL)}`;
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, GUARD_LOG: join(home, 'refused'), ...servers };
  const printed = await new Promise<string>((resolve) => {
    execFile('bash', ['-c', script], { cwd: home, env, timeout: 60_000 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  rmSync(home, { recursive: true, force: true });
  return printed.replaceAll(home, '/root').replaceAll(servers.PB_URL, SHOWN_SERVER);
}

/** A text without what differs from run to run: ids, durations, and where a line is broken. */
export function comparable(text: string): string {
  return text
    .replaceAll(/\n {2,}/g, ' ')
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'a1b2c3d4-0000')
    .replaceAll(/\(\d+ ms\)/g, '(… ms)');
}
