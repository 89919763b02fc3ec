import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sqlite } from '../../../src/stores/sqlite/index.js';
import { connect } from '../../stores/sqlite-file.js';
import { newStore, startCollector } from './collector-process.js';
import { COLLECTION, Connection, type RawAnswer, reportOf } from './connection.js';

/** Reports ends of new runs on this many connections, one after the other, until one is not stored. */
async function fill(port: number, stored: string[], connections: number): Promise<RawAnswer[]> {
  let isFull = false;
  const loads = Array.from({ length: connections }, async (_, place) => {
    const connection = new Connection(port);
    const others: RawAnswer[] = [];
    for (let count = 0; !isFull; count += 1) {
      const id = `filling-${place}-${count}-${stored.length}`;
      const error = `E: ${'no space '.repeat(200)}${id}`;
      const answer = await connection.ask('POST', '/telemetry', { ...reportOf(id, 100), error });
      if (answer?.status === 202) stored.push(id);
      else {
        isFull = true;
        if (answer !== undefined) others.push(answer);
      }
    }
    connection.leave();
    return others;
  });
  return (await Promise.all(loads)).flat();
}

async function missingIn(path: string, ids: readonly string[]): Promise<string[]> {
  const store = sqlite({ path });
  const keys = new Set<string>();
  for await (const { key } of store.records.records({ fields: ['status'] })) keys.add(key);
  await store.close();
  return ids.filter((id) => !keys.has(id));
}

describe('a full disk', () => {
  it('is 503 with Retry-After, loses nothing that was answered, and ends when there is room again', async () => {
    const path = newStore();
    // No file of the process can be longer: what a full disk is to SQLite, without a disk to fill.
    const { port, pid } = await startCollector(path, 'ulimit -S -f 2048');
    const stored: string[] = [];
    const refused = await fill(port, stored, 8);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, head } of refused) expect({ status, head }).toEqual({ status: 503, head: retryAfter });
    expect(await missingIn(path, stored)).toEqual([]);

    const client = new Connection(port);
    expect(
      await client.ask('POST', COLLECTION, { ...reportOf('full-00001'), error: 'x'.repeat(100_000) }),
    ).toMatchObject({
      status: 503,
      head: retryAfter,
    });
    // What is there is read all the same.
    expect(await client.ask('GET', '/healthz')).toMatchObject({ status: 200 });
    expect((await client.ask('GET', `${COLLECTION}?filter=${lookup(stored[0] as string)}`))?.body).toContain(stored[0]);

    execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:']);
    expect(await client.ask('POST', '/telemetry', reportOf('room-00001', 1))).toMatchObject({ status: 202 });
    expect(await missingIn(path, [...stored, 'room-00001'])).toEqual([]);
    client.leave();
  });
});

describe('a locked file', () => {
  it('is 503 with Retry-After within ten seconds, is read meanwhile, and ends with the lock', async () => {
    const path = newStore();
    const { port } = await startCollector(path);
    const clients = Array.from({ length: 50 }, () => new Connection(port));
    const [first] = clients as [Connection];
    expect(await first.ask('POST', '/telemetry', reportOf('before-lock'))).toMatchObject({ status: 202 });
    const other = connect(path);
    other.exec('BEGIN EXCLUSIVE');
    const began = performance.now();
    const asked = clients.map((client, place) => client.ask('POST', '/telemetry', reportOf(`locked-${place}`, 1)));
    const reader = new Connection(port);
    expect(await reader.ask('GET', '/healthz')).toMatchObject({ status: 200 });
    expect((await reader.ask('GET', `${COLLECTION}?filter=${lookup('before-lock')}`))?.body).toContain('before-lock');
    const answers = await Promise.all(asked);
    expect(performance.now() - began).toBeLessThan(10_000);
    for (const answer of answers) expect(answer).toMatchObject({ status: 503, head: retryAfter });
    expect(other.prepare('SELECT count(*) AS runs FROM runs').get()).toEqual({ runs: 1 });

    // One that waits no longer than a store's patience is stored.
    const waits = first.ask('POST', '/telemetry', reportOf('after-lock', 1));
    other.exec('COMMIT');
    other.close();
    expect(await waits).toMatchObject({ status: 202 });
    expect(await missingIn(path, ['before-lock', 'after-lock'])).toEqual([]);
    for (const client of [...clients, reader]) client.leave();
  });
});

describe('two collectors on one file', () => {
  it('store one end of each run that both are told, the one that was answered first', async () => {
    const path = newStore();
    const ports = [await startCollector(path), await startCollector(path)].map(({ port }) => port);
    const ends = new Map<string, number>();
    const race = async (worker: number): Promise<void> => {
      const clients = ports.map((port) => new Connection(port));
      for (let run = 0; run < 50; run += 1) {
        const id = `raced-${worker}-${run}`;
        const [one] = clients as [Connection];
        expect(await one.ask('POST', COLLECTION, reportOf(id))).toMatchObject({ status: 200 });
        const answers = await Promise.all(
          clients.map((client, place) =>
            client.ask('PATCH', `${COLLECTION}/${id}`, { status: 'failed', exit_code: place + 1 }),
          ),
        );
        const statuses = answers.map((answer) => answer?.status);
        expect([...statuses].sort()).toEqual([200, 400]);
        ends.set(id, statuses.indexOf(200) + 1);
      }
      for (const client of clients) client.leave();
    };
    await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(race));
    const store = sqlite({ path });
    for await (const { key, exit_code } of store.records.records({ fields: ['exit_code'] })) {
      expect({ key, exit_code }).toEqual({ key, exit_code: ends.get(key) });
      ends.delete(key);
    }
    expect(ends.size).toBe(0);
    await store.close();
  });
});

const retryAfter = expect.stringMatching(/^retry-after: [1-9]\d*\r$/im);

function lookup(random_id: string): string {
  return encodeURIComponent(`(random_id='${random_id}')`);
}
