import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { sqlite } from '../../src/stores/sqlite/index.js';
import { type Served, useServe } from './served.js';

const { store, serve } = useServe();
const PATIENT = { timeout: 30_000, interval: 50 };

/** The processes that a process has started. */
function childrenOf({ process: { pid } }: Served): number[] {
  const { stdout } = spawnSync('ps', ['--ppid', String(pid), '-o', 'pid='], { encoding: 'utf8' });
  return (stdout.match(/\d+/g) ?? []).map(Number);
}

/** Sends a signal; 0 only asks. @returns whether the process runs. */
function hasKilled(pid: number, signal: NodeJS.Signals | 0 = 'SIGKILL'): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Posts a report on a connection of its own. @returns the status. */
async function report(url: string): Promise<number> {
  const body = JSON.stringify({ random_id: randomUUID(), type: 'lxc', nsapp: 'plex', status: 'success', exit_code: 0 });
  const answer = await fetch(`${url}/telemetry`, { method: 'POST', body, headers: { connection: 'close' } });
  await answer.text();
  return answer.status;
}

async function metric(url: string, line: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  return Number(
    text
      .split('\n')
      .find((other) => other.startsWith(`${line} `))
      ?.slice(line.length),
  );
}

/** A worker that was killed is replaced by another one. */
async function killOne(served: Served): Promise<void> {
  const before = childrenOf(served);
  hasKilled(Number(before[0]));
  await expect.poll(() => childrenOf(served).filter((pid) => pid !== before[0]).length, PATIENT).toBe(before.length);
}

describe('telemetry serve --workers', () => {
  it('answers through all workers, which store in one file', async () => {
    const served = await serve(['--workers', '2', '--log', 'json']);
    const statuses = await Promise.all(Array.from({ length: 20 }, () => report(served.url)));
    expect(new Set(statuses)).toEqual(new Set([202]));
    expect(childrenOf(served)).toHaveLength(2);
    expect(await metric(served.url, 'telemetry_installs_success_total')).toBe(20);
    expect(await served.end()).toBe(0);
    const stored = sqlite({ path: store() });
    expect(await stored.records.count({ status: 'success' })).toBe(20);
    await stored.close();
  });

  it('starts a worker again that ends, and its counters only grow', async () => {
    const served = await serve(['--workers', '2']);
    for (let round = 0; round < 3; round += 1) {
      for (let reports = 0; reports < 4; reports += 1) expect(await report(served.url)).toBe(202);
      expect(await metric(served.url, 'telemetry_installs_success_total')).toBe(4 * (round + 1));
      await killOne(served);
    }
    expect(await metric(served.url, 'telemetry_installs_success_total')).toBe(12);
    expect(served.printed()).toContain('a worker ended (SIGKILL), and is started again');
    expect(await served.end()).toBe(0);
  });

  it('counts what a worker answered that died later', async () => {
    const served = await serve(['--workers', '2']);
    for (let reports = 0; reports < 4; reports += 1) expect(await report(served.url)).toBe(202);
    // Several times as long as the pause between two counts.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    for (const pid of childrenOf(served)) hasKilled(pid);
    expect(await metric(served.url, 'telemetry_installs_success_total')).toBe(4);
    expect(await served.end()).toBe(0);
  });

  it('takes reports while no worker runs, and answers them later', async () => {
    const served = await serve(['--workers', '2']);
    for (let round = 0; round < 3; round += 1) {
      await expect.poll(() => childrenOf(served).length, PATIENT).toBe(2);
      for (const pid of childrenOf(served)) hasKilled(pid);
      const statuses = await Promise.all(Array.from({ length: 5 }, () => report(served.url)));
      expect(statuses).toEqual([202, 202, 202, 202, 202]);
    }
    expect(await served.end()).toBe(0);
  });

  it('ends with 1 when workers end too often', async () => {
    const served = await serve(['--workers', '2']);
    const exit = new Promise((resolve) => served.process.once('exit', resolve));
    let ends = 0;
    while (served.process.exitCode === null && ends < 40) {
      for (const pid of childrenOf(served)) if (hasKilled(pid)) ends += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await exit).toBe(1);
    expect(ends).toBeGreaterThan(10);
    expect(served.printed()).toContain('more than 10 workers ended within a minute');
  });

  it('leaves no worker behind when the first process is killed', async () => {
    const served = await serve(['--workers', '2']);
    const workers = childrenOf(served);
    expect(workers).toHaveLength(2);
    await served.end('SIGKILL');
    await expect.poll(() => workers.filter((pid) => hasKilled(pid, 0)), PATIENT).toEqual([]);
  });

  it('cuts a connection on which no request comes', async () => {
    const served = await serve(['--workers', '2']);
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
    socket.write('POST /telemetry HTTP/1.1\r\n');
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(await served.end()).toBe(0);
  });
});
