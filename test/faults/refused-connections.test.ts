import { setTimeout as passed } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { TelemetryClientOptions } from '../../src/index.js';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { TRANSPORTS } from '../support/transports.js';
import { aClientOf, end, faultFor, useBadNetwork } from './bad-network.js';
import type { Accident, FaultProxy } from './fault-proxy.js';

const { server, aProxy, begun, judgeCreate, judgeUpdate } = useBadNetwork();
const notSent = { outcome: 'failed', error: { code: 'unreachable', fate: 'not-sent' } };
const inDoubt = { outcome: 'failed', error: { code: 'unreachable', fate: 'unknown' } };

/** Refuses connections from now on; those in the client's pool are gone when this is over. */
async function refuse(proxy: FaultProxy): Promise<void> {
  proxy.refuse();
  await passed(30);
}

/** Takes connections again once a client has found them refused. */
function acceptAtRetry(proxy: FaultProxy): TelemetryClientOptions {
  return { onEvent: ({ type }) => (type === 'retry' ? void proxy.accept() : undefined) };
}

describeOnPocketBase.each(TRANSPORTS)(
  'a real PocketBase that cannot be connected to, through $name',
  ({ transport }) => {
    it('fails a create as not sent, and gets the whole record when it ends', async () => {
      const proxy = await aProxy(() => 'none');
      const telemetry = aClientOf(proxy, { transport });
      await refuse(proxy);
      const created = await telemetry.create(aRecord({ disk_size: 8 }));
      expect(created).toMatchObject(notSent);
      await judgeCreate(created);
      await proxy.accept();
      const { random_id } = created;
      expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject({ outcome: 'updated', late: true });
      expect(await server().records(random_id)).toMatchObject([{ ...end, disk_size: 8 }]);
    });

    it('fails a lookup as not sent, and gets the end when it is reported again', async () => {
      const random_id = await begun();
      const proxy = await aProxy(() => 'none');
      const telemetry = aClientOf(proxy, { transport });
      await refuse(proxy);
      const updated = await telemetry.update({ random_id, exit_code: 127 });
      expect(updated).toMatchObject(notSent);
      await judgeUpdate(updated);
      await proxy.accept();
      expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject({ outcome: 'updated' });
      expect(await server().records(random_id)).toMatchObject([end]);
    });

    it.each(['its own', 'one it looked up'])(
      'fails an update of %s as not sent, and gets the end when it is reported again',
      async (whose) => {
        // The lookup is the last one that is answered.
        const proxy: FaultProxy = await aProxy(
          faultFor('GET', async ({ handOn, give }) => give(await handOn(), closing(proxy)), 'once'),
        );
        const telemetry = aClientOf(proxy, { transport });
        const { random_id } = whose === 'its own' ? await telemetry.create(aRecord()) : { random_id: await begun() };
        if (whose === 'its own') await refuse(proxy);
        const updated = await telemetry.update({ random_id, exit_code: 127 });
        expect(updated).toMatchObject({ ...notSent, error: { message: expect.stringMatching(/^PATCH/) } });
        await judgeUpdate(updated);
        await proxy.accept();
        expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject({ outcome: 'updated' });
        expect(await server().records(random_id)).toMatchObject([end]);
      },
    );

    it('has the create and the end of a client that tries again', async () => {
      const proxy = await aProxy(() => 'none');
      const telemetry = aClientOf(proxy, { transport, ...acceptAtRetry(proxy) });
      await refuse(proxy);
      const { random_id, outcome } = await telemetry.create(aRecord());
      expect(outcome).toBe('created');
      await refuse(proxy);
      expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject({ outcome: 'updated' });
      expect(await server().records(random_id)).toMatchObject([end]);
    });

    it('has the end of a client whose lookup is tried again', async () => {
      const random_id = await begun();
      const proxy = await aProxy(() => 'none');
      await refuse(proxy);
      const telemetry = aClientOf(proxy, { transport, ...acceptAtRetry(proxy) });
      expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject({ outcome: 'updated' });
      expect(await server().records(random_id)).toMatchObject([end]);
    });

    it.each(['with the answer', 'to follow a redirect'])(
      'any more %s leaves a create and an update in doubt that were stored',
      async (when) => {
        const storedThenRefused: Accident = async ({ handOn, say }) => {
          await handOn();
          const headers = closing(proxy);
          if (when === 'to follow a redirect') say(303, '', { ...headers, location: '/moved' });
        };
        const proxy: FaultProxy = await aProxy(({ method }) => (method === 'GET' ? 'none' : storedThenRefused));
        const telemetry = aClientOf(proxy, { transport, attempts: 1 });
        const created = await telemetry.create(aRecord());
        const { random_id } = created;
        expect(created).toMatchObject(inDoubt);
        expect(await telemetry.create(aRecord({ random_id }))).toMatchObject(inDoubt);
        expect(await server().records(random_id)).toHaveLength(1);

        await proxy.accept();
        const updated = await telemetry.update({ random_id, exit_code: 127 });
        expect(updated).toMatchObject(inDoubt);
        expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject(inDoubt);
        expect(await server().records(random_id)).toMatchObject([end]);
      },
    );
  },
);

/** Takes no connection any more, and ends this one with the answer. */
function closing(proxy: FaultProxy): Record<string, string> {
  proxy.refuse();
  return { connection: 'close' };
}
