import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cli } from '../support/command-line.js';

const installed = fileURLToPath(new URL('../runtimes/node_modules/', import.meta.url));
const RUNTIMES = [
  { name: 'Bun', binary: `${installed}@oven/bun-linux-x64/bin/bun`, args: [] },
  { name: 'Deno', binary: `${installed}@deno/linux-x64-glibc/deno`, args: ['run', '--allow-all'] },
].filter(({ binary }) => existsSync(binary));

describe('telemetry serve', () => {
  it.each(RUNTIMES)('takes a report and ends cleanly on $name', async ({ binary, args }) => {
    const folder = mkdtempSync(join(tmpdir(), 'telemetry-elsewhere-'));
    const child = spawn(binary, [...args, cli, 'serve', '--port', '0', '--log', 'json'], { cwd: folder });
    onTestFinished(() => {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    let printed = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (printed += String(chunk)));
    while (!printed.includes('http://')) await once(child.stdout, 'data');
    const [url = ''] = /http:\/\/[\d.:]+/.exec(printed) ?? [];
    const body = JSON.stringify({ random_id: 'event-01', type: 'lxc', nsapp: 'plex', status: 'installing' });
    const answer = await fetch(`${url}/telemetry`, { method: 'POST', body });
    expect([answer.status, await answer.text()]).toEqual([202, 'accepted']);
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(printed.trimEnd().split('\n').at(-1)).toContain('"event":"stopped"');
  });
});
