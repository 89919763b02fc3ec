import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { GivenStatus } from '../../src/index.js';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { useGatedPocketBase } from './gated-pocketbase.js';
import { aProcess, endOf } from './script-process.js';

const { server, aClient } = useGatedPocketBase();

describeOnPocketBase('the status', () => {
  it.each([
    { status: 'sucess', stored: 'sucess' },
    { status: 'success', stored: 'sucess' },
    { status: 'done', stored: 'sucess' },
    { status: 'failed', stored: 'failed' },
    { status: '', stored: 'failed' },
    { status: undefined, stored: 'failed' },
    { status: 'aborted', stored: 'unknown' },
    { status: 'user_aborted', stored: 'unknown' },
    { status: 'Done', stored: 'unknown' },
    { status: 'installing', stored: 'unknown' },
  ])('$status is stored as the collection spells it, $stored (b034d5b05, 1420a10)', async ({ status, stored }) => {
    const telemetry = aClient();
    const { random_id } = await telemetry.create(aRecord());
    expect(
      await telemetry.update({ random_id, status: status as GivenStatus | undefined, exit_code: 100 }),
    ).toMatchObject({ outcome: 'updated' });
    expect(await server().records(random_id)).toMatchObject([
      stored === 'sucess'
        ? { status: stored, exit_code: 0, error: '' }
        : { status: stored, exit_code: 100, error: expect.stringContaining('APT') },
    ]);
  });

  it.each([
    { what: 'returns early', work: () => undefined, stored: { status: 'sucess', exit_code: 0 } },
    { what: 'throws', work: () => Promise.reject(new Error('no')), stored: { status: 'failed', exit_code: 1 } },
    { what: 'throws nothing at all', work: () => Promise.reject(undefined), stored: { status: 'failed' } },
    {
      what: 'leaves with a code',
      work: () => spawnSync('sh', ['-c', 'exit 3']),
      stored: { status: 'failed', exit_code: 3 },
    },
  ])(
    'is never left at installing by a work that $what (896714e06 #11991, 878672a8d, 820d4551a)',
    async ({ work, stored }) => {
      const record = aRecord();
      await Promise.resolve(aClient().track<unknown>(record, work)).catch(() => undefined);
      expect(await server().records(record.random_id)).toMatchObject([stored]);
    },
  );

  it('is no success while the installer still runs (86c658909)', async () => {
    const record = aRecord();
    const child = await aClient().track(record, () => spawn('sleep', ['20']));
    child.kill();
    expect(await server().records(record.random_id)).toMatchObject([{ status: 'unknown', exit_code: 1 }]);
  });

  it('is final before a process that waits for settled() exits (896714e06 #11991)', async () => {
    const random_id = randomUUID();
    const { code, printed } = await endOf(
      aProcess(
        `import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
         const { PB_URL: baseUrl, random_id } = process.env;
         const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl }) });
         void telemetry.create({ type: 'lxc', nsapp: 'plex', random_id });
         void telemetry.update({ random_id, exit_code: 100 });
         await telemetry.settled();
         process.exit(100);`,
        { PB_URL: server().url, random_id },
      ),
    );
    expect({ code, printed }).toEqual({ code: 100, printed: '' });
    expect(await server().records(random_id)).toMatchObject([{ status: 'failed', exit_code: 100 }]);
  });

  it.each<NodeJS.Signals>(['SIGHUP', 'SIGINT', 'SIGTERM'])(
    'is aborted with 130 when %s ends the reporter itself (d773b939f, b43996022 #12041)',
    async (signal) => {
      const random_id = randomUUID();
      const child = aProcess(
        `import { setTimeout } from 'node:timers/promises';
         import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
         const { PB_URL: baseUrl, random_id, END } = process.env;
         const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl }) });
         const interrupted = new AbortController();
         const { signal } = interrupted;
         process.once(END, () => interrupted.abort());
         const work = ({ signal }) => setTimeout(60_000, 'installed', { signal });
         await telemetry.track({ type: 'lxc', nsapp: 'plex', random_id }, work, { signal }).catch(() => undefined);
         process.exit(7);`,
        { PB_URL: server().url, random_id, END: signal },
      );
      const ended = endOf(child);
      await expect.poll(() => server().records(random_id), { timeout: 10_000 }).toHaveLength(1);
      child.kill(signal);
      expect(await ended).toEqual({ code: 7, printed: '' });
      expect(await server().records(random_id)).toMatchObject([{ status: 'unknown', exit_code: 130 }]);
    },
  );
});
