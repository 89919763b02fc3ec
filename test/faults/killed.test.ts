import { setTimeout as passed } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { TRANSPORTS } from '../support/transports.js';
import { aClientOf, end, faultFor, useBadNetwork } from './bad-network.js';
import type { Accident, FaultProxy } from './fault-proxy.js';
import { lockDatabase } from './lock.js';

const { server, aProxy, begun, judgeCreate } = useBadNetwork();
const patient = { timeoutMs: 5_000, deadlineMs: 20_000 };
const fates = { create: 'unknown', lookup: 'not-sent', update: 'unknown' };

/** PocketBase dies with the request in its hands, and is started again. */
const accidents: Record<string, Accident> = {
  'as it arrives': async ({ handOn }) => {
    const handed = handOn().catch(() => undefined);
    await server().crash();
    await handed;
  },
  'while it waits for the database': async ({ handOn }) => {
    const unlock = await lockDatabase(server());
    const handed = handOn().catch(() => undefined);
    await passed(150);
    await server().crash();
    await handed;
    await unlock();
  },
  'before it is answered': async ({ handOn }) => {
    await handOn();
    await server().crash();
  },
};

const crashes: { what: keyof typeof fates; method: string; when: string }[] = [
  ...Object.keys(accidents).flatMap((when) => [
    { what: 'create' as const, method: 'POST', when },
    { what: 'update' as const, method: 'PATCH', when },
  ]),
  // A lookup does not wait for the database: see locked.test.ts.
  { what: 'lookup', method: 'GET', when: 'as it arrives' },
  { what: 'lookup', method: 'GET', when: 'before it is answered' },
];

/** A proxy before a server that dies of the first request of a kind. */
async function aProxyBefore(method: string, when: string): Promise<{ proxy: FaultProxy; revived: Promise<void> }> {
  let revive = (): void => undefined;
  const revived = new Promise<void>((resolve) => (revive = resolve));
  const dying: Accident = async (meeting) => {
    await accidents[when]?.(meeting);
    // Whoever waits for an answer loses the connection meanwhile.
    void server().revive().then(revive);
  };
  return { proxy: await aProxy(faultFor(method, dying, 'once')), revived };
}

describeOnPocketBase.each(TRANSPORTS)(
  'a real PocketBase that is killed in flight and started again, through $name',
  ({ transport }) => {
    it.each(crashes)('has the end of a client that tries again its $what: $when', async ({ what, method, when }) => {
      const { proxy, revived } = await aProxyBefore(method, when);
      const telemetry = aClientOf(proxy, { transport, ...patient, attempts: 8 });
      const record = aRecord(what === 'create' ? {} : { random_id: await begun() });
      if (what === 'create') {
        const created = await telemetry.create(record);
        expect(['created', 'existing']).toContain(created.outcome);
        await judgeCreate(created);
      }
      const updated = await telemetry.update({ random_id: record.random_id, exit_code: 127 });
      expect(updated).toMatchObject({ outcome: 'updated' });
      await revived;
      expect(await server().records(record.random_id)).toMatchObject([end]);
    });

    it.each(crashes)('has the end reported again by a client that tries its $what once: $when', async (crash) => {
      const { proxy, revived } = await aProxyBefore(crash.method, crash.when);
      const telemetry = aClientOf(proxy, { transport, ...patient, attempts: 1 });
      const record = aRecord(crash.what === 'create' ? { disk_size: 8 } : { random_id: await begun() });
      const { random_id } = record;
      const failed = { outcome: 'failed', error: { code: 'unreachable', fate: fates[crash.what] } };
      if (crash.what === 'create') expect(await telemetry.create(record)).toMatchObject(failed);
      else expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject(failed);
      await revived;

      // What is stored now shows that the server died when it was meant to.
      const stored = (await server().records(random_id)).map(({ status }) => status);
      const written = crash.what === 'update' ? 'failed' : 'installing';
      if (crash.when === 'before it is answered') expect(stored).toEqual([written]);
      if (crash.when === 'while it waits for the database')
        expect(stored).toEqual(crash.what === 'create' ? [] : ['installing']);

      expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject({ outcome: 'updated' });
      expect(await server().records(random_id)).toMatchObject([{ ...end, disk_size: record.disk_size ?? 0 }]);
    });

    it('has every end that was confirmed, of sixty installations and three crashes', async () => {
      const telemetry = aClientOf(server(), { transport, attempts: 8, timeoutMs: 1_000, deadlineMs: 20_000 });
      const reports = Array.from({ length: 60 }, async () => {
        const { random_id } = await telemetry.create(aRecord());
        return telemetry.update({ random_id, exit_code: 127 });
      });
      for (let crash = 0; crash < 3; crash += 1) {
        await passed(40);
        await server().crash();
        await server().revive();
      }
      for (const outcome of await Promise.all(reports)) {
        expect(outcome).toMatchObject({ outcome: 'updated' });
        expect(await server().records(outcome.random_id)).toMatchObject([end]);
      }
    });
  },
);
