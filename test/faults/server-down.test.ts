import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { pocketBase, TelemetryClient, type TelemetryClientOptions } from '../../src/index.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';

const server = usePocketBase();
const end = { status: 'failed', exit_code: 137 };

function aClient(own: TelemetryClientOptions = {}): TelemetryClient {
  return new TelemetryClient({
    consent: 'yes',
    backend: pocketBase({ baseUrl: server().url }),
    attempts: 8,
    timeoutMs: 1_000,
    deadlineMs: 20_000,
    ...own,
  });
}

/** Holds the database's write lock, as a backup or a long transaction does, until it is ended. */
async function lockDatabase(): Promise<ChildProcess> {
  const script = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute('BEGIN IMMEDIATE')
print('locked', flush=True)
sys.stdin.read()
`;
  const child = spawn('python3', ['-c', script, `${server().data}/pb_data/data.db`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function unlock(lock: ChildProcess): Promise<void> {
  lock.stdin?.end();
  if (lock.exitCode === null) await once(lock, 'exit');
}

describeOnPocketBase('a real PocketBase that is', () => {
  it('killed and started again in the middle has every end that was confirmed', async () => {
    const telemetry = aClient();
    const reports = Array.from({ length: 60 }, async () => {
      const { random_id } = await telemetry.create(aRecord());
      return telemetry.update({ random_id, ...end });
    });
    for (let crashes = 0; crashes < 3; crashes += 1) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      await server().crash();
      await server().revive();
    }
    for (const outcome of await Promise.all(reports)) {
      expect(outcome).toMatchObject({ outcome: 'updated' });
      expect(await server().records(outcome.random_id)).toMatchObject([end]);
    }
  });

  it('down when an installation begins gets the whole record when it ends', async () => {
    const telemetry = aClient({ attempts: 2 });
    const record = aRecord({ disk_size: '8G' });
    await server().crash();
    const created = await telemetry.create(record);
    await server().revive();
    expect(created).toMatchObject({ outcome: 'failed', error: { code: 'unreachable', fate: 'not-sent' } });
    expect(await telemetry.update({ random_id: record.random_id, ...end })).toMatchObject({
      outcome: 'updated',
      late: true,
    });
    expect(await server().records(record.random_id)).toMatchObject([{ ...end, disk_size: 8 }]);
  });

  it('locked while an installation begins and ends stores one record and the end reported first', async () => {
    const telemetry = aClient({ attempts: 2, timeoutMs: 500, deadlineMs: 3_000 });
    const record = aRecord();
    const lock = await lockDatabase();
    const created = await telemetry.create(record);
    const updated = await telemetry.update({ random_id: record.random_id, ...end });
    await unlock(lock);
    expect(created).toMatchObject({ outcome: 'failed', error: { fate: 'unknown' } });
    expect(updated).toMatchObject({ outcome: 'failed' });

    // Another end is reported now, but the first one is delivered; the server's own late writes change nothing.
    const again = await telemetry.update({ random_id: record.random_id, status: 'done' }, { deadlineMs: 20_000 });
    expect(again).toMatchObject({ outcome: 'skipped', reason: 'already-updated' });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await server().records(record.random_id)).toMatchObject([end]);
  });
});
