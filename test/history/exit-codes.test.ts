import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { useGatedPocketBase } from './gated-pocketbase.js';

const { server, aClient, aGate } = useGatedPocketBase();

describeOnPocketBase('the exit code', () => {
  it.each([
    { said: 'INTERRUPTED', stored: 1 },
    { said: 'apt-get install -y plex', stored: 1 },
    { said: 'none', stored: 1 },
    { said: '', stored: 1 },
    { said: undefined, stored: 1 },
    { said: '-1', stored: 1 },
    { said: '1.5', stored: 1 },
    { said: ' 7', stored: 1 },
    { said: '99999999999999999999', stored: 1 },
    { said: '1,"status":"sucess"', stored: 1 },
    { said: '007', stored: 7 },
    { said: '127', stored: 127 },
    { said: 130, stored: 130 },
    { said: 256, stored: 256 },
  ])('said as $said is stored as the number $stored (406d53ea2 #11822, 820d4551a)', async ({ said, stored }) => {
    const telemetry = aClient();
    const { random_id } = await telemetry.create(aRecord());
    expect(await telemetry.update({ random_id, status: 'failed', exit_code: said })).toMatchObject({
      outcome: 'updated',
    });
    expect(await server().records(random_id)).toMatchObject([{ status: 'failed', exit_code: stored }]);
  });

  it.each([
    { script: 'exit 100', stored: 100, error: 'APT: Package manager error (broken packages / dependency problems)' },
    { script: 'no-such-command', stored: 127, error: 'Command not found' },
    { script: 'kill -HUP $$', stored: 129, error: 'Unknown error' },
    { script: 'kill -INT $$', stored: 130, error: 'Terminated by Ctrl+C (SIGINT)' },
    { script: 'kill -TERM $$', stored: 143, error: 'Terminated (SIGTERM)' },
    { script: 'kill -KILL $$', stored: 137, error: 'Killed (SIGKILL / Out of memory?)' },
  ])(
    'of an installer that does $script is $stored, not 1 (5dc244a8c #12467, 17de8e761 #12475, d773b939f)',
    async ({ script, stored, error }) => {
      const record = aRecord();
      const install = (): Promise<unknown> =>
        promisify(execFile)('sh', ['-c', script]).catch((cause: unknown) => {
          throw new Error('the installer failed', { cause });
        });
      await expect(aClient().track(record, install)).rejects.toThrow('the installer failed');
      expect(await server().records(record.random_id)).toMatchObject([{ status: 'failed', exit_code: stored, error }]);
    },
  );

  it('is all that leaves of an error: no message, address, path or host name (691cec80a #12216)', async () => {
    const gate = await aGate(() => 'hand on');
    const record = aRecord();
    const secrets = ['192.168.17.20', 'fe80::17', '/root/.ssh', 'hunter2', hostname()];
    const thrown = Object.assign(new Error(`ssh ${secrets.join(' ')} failed`), {
      exitCode: 255,
      cmd: secrets.join(' '),
      stderr: secrets.join('\n'),
    });
    await expect(aClient({ url: gate.url }).track(record, () => Promise.reject(thrown))).rejects.toBe(thrown);
    expect(gate.methods()).toEqual(['POST', 'PATCH']);
    const left = JSON.stringify(gate.seen);
    expect(secrets.filter((secret) => left.includes(secret))).toEqual([]);
    expect(await server().records(record.random_id)).toMatchObject([
      { exit_code: 255, error: 'DPKG: Fatal internal error' },
    ]);
  });
});
