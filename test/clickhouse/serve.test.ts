import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { cli } from '../support/command-line.js';
import { open, serverUrl, sharedDatabase } from './runs.js';

const database = sharedDatabase();

/** Runs `telemetry serve` until it listens or has ended. */
async function serve(store: string): Promise<{ child: ChildProcess; printed: () => string }> {
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--store', store]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += String(chunk)));
  await expect.poll(() => child.exitCode !== null || printed.includes('PB_URL='), { timeout: 30_000 }).toBe(true);
  return { child, printed: () => printed };
}

it('serves a collector whose reports are in ClickHouse when it has ended', async () => {
  const { host } = new URL(serverUrl());
  const { child, printed } = await serve(`clickhouse://default@${host}/${database}`);
  const [, url = ''] = /Listening on (\S+), storing in/.exec(printed()) ?? [];
  const random_id = crypto.randomUUID();
  const report = {
    random_id,
    type: 'lxc',
    nsapp: 'plex',
    status: 'failed',
    exit_code: 127,
    error: 'Command not found',
  };
  const answer = await fetch(`${url}/telemetry`, { method: 'POST', body: JSON.stringify(report) });
  expect(answer.status).toBe(202);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await open(database).records.get(random_id)).toMatchObject({
    nsapp: 'plex',
    status: 'failed',
    exit_code: 127,
  });
  expect(printed()).toContain(`storing in clickhouse://${host}/${database}\n`);
});

it('does not start without a server, and says so without a word of the password', async () => {
  const { child, printed } = await serve('clickhouse://user-4711:password-4711@127.0.0.1:9/telemetry');
  expect(child.exitCode).toBe(1);
  expect(printed()).toContain(
    '--store clickhouse://127.0.0.1:9/telemetry: clickhouse: cannot read: the server did not',
  );
  expect(printed()).not.toContain('4711');
});
