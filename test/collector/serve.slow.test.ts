import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ingest } from '../../src/backends/ingest/index.js';
import { pocketBase, TelemetryClient } from '../../src/index.js';
import { sqlite } from '../../src/stores/sqlite/index.js';
import { connect, seed } from '../stores/sqlite-file.js';
import { cli } from '../support/command-line.js';
import { useServe } from './served.js';

const { folder, store: file, serve } = useServe();

/** How many runs lie in the file, and how many of them have ended. */
async function counted(): Promise<{ all: number; ended: number }> {
  const store = sqlite({ path: file() });
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
    const { url, printed, end } = await serve();
    expect(printed()).toContain(`TELEMETRY_URL=${url}/telemetry`);
    const backends = [pocketBase({ baseUrl: url }), ingest({ url: `${url}/telemetry` })];
    for (const backend of backends) {
      const client = new TelemetryClient({ consent: 'yes', backend });
      const { random_id } = await client.create({ type: 'lxc', nsapp: 'plex' });
      const updated = await client.update({ random_id, status: 'done' });
      expect(['updated', 'accepted']).toContain(updated.outcome);
    }
    expect(await end()).toBe(0);
    expect(await counted()).toEqual({ all: 2, ended: 2 });
  });

  it.each([
    { what: 'when it is stopped', args: [] },
    { what: 'of two workers, when the first process is stopped', args: ['--workers', '2'] },
    {
      what: 'of two workers, when all processes are told to stop',
      args: ['--workers', '2'],
      asGroup: 'asGroup' as const,
    },
  ])('under load, cuts no request and loses no report $what', async ({ args, asGroup }) => {
    const { url, end } = await serve([...args, '--trusted-proxies', '127.0.0.0/8'], asGroup);
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
    const code = await end();
    isOver = true;
    await Promise.all(loads);
    for (const agent of agents) agent.destroy();
    expect({ code, cut }).toEqual({ code: 0, cut: [] });
    expect(await counted()).toEqual({ all: stored, ended: stored });
  });

  it('removes records that are older than it was asked to keep', async () => {
    const store = sqlite({ path: file() });
    const other = connect(file());
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
    await serve(['--retention-days', '30']);
    await expect.poll(() => store.records.count(), { timeout: 20_000 }).toBe(2);
    await store.close();
  });

  it('ends while a page reads the stream', async () => {
    const { url, end } = await serve();
    const answer = await fetch(`${url}/api/stream`);
    const reading = answer.text();
    expect(await end()).toBe(0);
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
    { args: ['--workers', '0'], code: 2, says: '--workers: expected an integer from 1 to 64' },
    { args: ['--workers', '2', '--store', ':memory:'], code: 2, says: '--store: expected a file, since workers' },
    { args: ['--workers', '2', '--cors', 'x'], code: 2, says: "--cors: expected '*'" },
    { args: ['--workers', '2', '--host', '192.0.2.1'], code: 1, says: 'this machine does not have' },
    { args: ['--log', 'text'], code: 2, says: '--log: expected json, got "text"' },
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
        { cwd: folder(), timeout: 20_000, env: { ...process.env, ...env } },
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
        [cli, 'serve', '--port', port, '--store', join(folder(), 'other.db')],
        (error, _out, stderr) => resolve([error?.code, stderr]),
      ),
    );
    expect(code).toBe(1);
    expect(stderr).toContain(`--port ${port}: another process listens on this port`);
  });
});
