import { execFile, spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingest } from '../../src/backends/ingest/index.js';
import { pocketBase, TelemetryClient } from '../../src/index.js';
import { sqlite } from '../../src/stores/sqlite/index.js';
import { connect, seed } from '../stores/sqlite-file.js';
import { cli } from '../support/command-line.js';

let folder = '';
let running: ChildProcessWithoutNullStreams | undefined;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'telemetry-serve-'))));
afterEach(async () => {
  if (running?.exitCode === null) {
    running.kill('SIGKILL');
    await once(running, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Starts `telemetry serve` on a free port, with a store of this test's own. */
async function serve(
  ...args: string[]
): Promise<{ url: string; printed: string; process: ChildProcessWithoutNullStreams }> {
  const child = spawn(process.execPath, [
    cli,
    'serve',
    '--port',
    '0',
    '--store',
    join(folder, 'telemetry.db'),
    ...args,
  ]);
  running = child;
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += String(chunk)));
  child.stderr.on('data', (chunk) => (printed += String(chunk)));
  const deadline = Date.now() + 20_000;
  while (!printed.includes('PB_URL=') && child.exitCode === null && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const [, url = ''] = /Listening on (\S+), storing in/.exec(printed) ?? [];
  return { url, printed, process: child };
}

async function stopped(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = (await exit) as [number | null];
  return code;
}

/** How many runs lie in the file, and how many of them have ended. */
async function counted(): Promise<{ all: number; ended: number }> {
  const store = sqlite({ path: join(folder, 'telemetry.db') });
  const counts = {
    all: await store.records.count(),
    ended: await store.records.count({ status: ['success', 'failed'] }),
  };
  await store.close();
  return counts;
}

/** Posts a report on a connection that is kept. Resolves to the status; rejects if the connection ended without one. */
function post(url: string, agent: Agent, random_id: string): Promise<number> {
  const body = JSON.stringify({ random_id, type: 'lxc', nsapp: 'plex', status: 'success', exit_code: 0 });
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/telemetry`, { method: 'POST', agent }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

describe('telemetry serve', () => {
  it('takes the reports of every client, and ends cleanly', async () => {
    const { url, printed, process: child } = await serve();
    expect(printed).toContain(`TELEMETRY_URL=${url}/telemetry`);
    const backends = [pocketBase({ baseUrl: url }), ingest({ url: `${url}/telemetry` })];
    for (const backend of backends) {
      const client = new TelemetryClient({ consent: 'yes', backend });
      const { random_id } = await client.create({ type: 'lxc', nsapp: 'plex' });
      const updated = await client.update({ random_id, status: 'done' });
      expect(['updated', 'accepted']).toContain(updated.outcome);
    }
    expect(await stopped(child)).toBe(0);
    expect(await counted()).toEqual({ all: 2, ended: 2 });
  });

  it('cuts no request and loses no report when it is stopped under load', async () => {
    const { url, process: child } = await serve('--trusted-proxies', '127.0.0.0/8');
    const agents = Array.from({ length: 16 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    let isOver = false;
    let stored = 0;
    const connected = new Set<Agent>();
    const cut: string[] = [];
    const loads = agents.map(async (agent) => {
      while (!isOver) {
        try {
          const status = await post(url, agent, randomUUID());
          connected.add(agent);
          if (status === 202) stored += 1;
        } catch (error) {
          const code = (error as { code?: string }).code ?? String(error);
          // Where nothing listens any more, nothing was sent.
          if (code === 'ECONNREFUSED') return;
          cut.push(code);
        }
      }
    });
    // A connection that is still being made when nothing listens any more is reset by the kernel, before it is read.
    while (stored < 40 || connected.size < agents.length) await new Promise((resolve) => setTimeout(resolve, 10));
    const code = await stopped(child);
    isOver = true;
    await Promise.all(loads);
    for (const agent of agents) agent.destroy();
    expect({ code, cut }).toEqual({ code: 0, cut: [] });
    expect(await counted()).toEqual({ all: stored, ended: stored });
  });

  it('removes records that are older than it was asked to keep', async () => {
    const path = join(folder, 'telemetry.db');
    const store = sqlite({ path });
    const other = connect(path);
    const days = [0, 29, 31].map((ago) => new Date(Date.now() - ago * 86_400_000).toISOString());
    seed(
      other,
      days.map((created, place) => ({
        key: `run-${place}`,
        random_id: `run-${place}`,
        nsapp: 'plex',
        status: 'success',
        created,
      })),
    );
    other.close();
    await serve('--retention-days', '30');
    await expect.poll(() => store.records.count(), { timeout: 20_000 }).toBe(2);
    await store.close();
  });

  it('ends while a page reads the stream', async () => {
    const { url, process: child } = await serve();
    const answer = await fetch(`${url}/api/stream`);
    const reading = answer.text();
    expect(await stopped(child)).toBe(0);
    expect(await reading).toContain(': open');
  });

  it.each([
    { args: ['--port', 'x'], code: 2, says: '--port: expected an integer from 0 to 65535, got "x"' },
    { args: ['--port', '65536'], code: 2, says: '--port: expected an integer from 0 to 65535' },
    { args: ['--host', ''], code: 2, says: '--host: expected an address or a name of this machine' },
    { args: ['--host', 'http://localhost'], code: 2, says: '--host: expected an address or a name' },
    { args: ['--host', '192.0.2.1'], code: 1, says: '--host 192.0.2.1 --port 0: this machine does not have' },
    { args: ['--trusted-proxies', '10.0.0.0/99'], code: 2, says: '--trusted-proxies: expected a list of addresses' },
    { args: ['--cors', 'status.example.org'], code: 2, says: "--cors: expected '*' or a list of origins, such as" },
    { args: ['--retention-days', '0'], code: 2, says: '--retention-days: expected an integer from 1 to 36500' },
    { args: ['--store', 'postgres://localhost'], code: 2, says: '--store: expected the path of a file' },
    { args: ['--store', ''], code: 2, says: '--store: expected the path of a file' },
    {
      args: ['--store', '/nonexistent/telemetry.db'],
      code: 1,
      says: '--store /nonexistent/telemetry.db: sqlite: cannot',
    },
    { args: [], env: { TELEMETRY_READ_TOKEN: 'short' }, code: 2, says: 'TELEMETRY_READ_TOKEN: expected 16 to 512' },
  ])('says why it does not start: $args', async ({ args, code, says, env = {} }) => {
    const ended = await new Promise<{ code: number; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        [cli, 'serve', '--port', '0', ...args],
        { cwd: folder, timeout: 20_000, env: { ...process.env, ...env } },
        (error, _out, stderr) => resolve({ code: Number(error?.code ?? 0), stderr }),
      );
    });
    expect(ended).toEqual({ code, stderr: expect.stringContaining(says) });
    expect(ended.stderr).toMatch(/^telemetry: .+/);
    expect(ended.stderr).not.toContain('    at ');
  });

  it('says that the port is taken', async () => {
    const { url } = await serve();
    const port = new URL(url).port;
    const [code, stderr] = await new Promise<[unknown, string]>((resolve) =>
      execFile(
        process.execPath,
        [cli, 'serve', '--port', port, '--store', join(folder, 'other.db')],
        (error, _out, stderr) => resolve([error?.code, stderr]),
      ),
    );
    expect(code).toBe(1);
    expect(stderr).toContain(`--port ${port}: another process listens on this port`);
  });
});
