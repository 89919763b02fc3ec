// What a call is told once an earlier one may have been stored: a write in doubt stays in doubt, whatever is said later.
import { expect, it } from 'vitest';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { TRANSPORTS } from '../support/transports.js';
import { aClientOf, end, FAULTS, useBadNetwork } from './bad-network.js';
import type { Fault } from './fault-proxy.js';

const { server, aProxy, begun, judgeCreate, judgeUpdate } = useBadNetwork();
const unknown = { outcome: 'failed', error: { fate: 'unknown' } };

describeOnPocketBase.each(TRANSPORTS)(
  'a real PocketBase that stored what it could not answer, through $name',
  ({ transport }) => {
    it.each(FAULTS)('leaves the next create in doubt that meets $fault', async ({ fault, always }) => {
      let now: Fault = 'reset-after';
      const telemetry = aClientOf(await aProxy(() => now), { transport, attempts: 1 });
      const record = aRecord();
      expect(await telemetry.create(record)).toMatchObject(unknown);
      now = fault;
      const second = await telemetry.create(record);
      expect(second).toMatchObject({ ...unknown, error: { code: always, fate: 'unknown' } });
      await judgeCreate(second);
      now = 'none';
      expect(await telemetry.create(record)).toMatchObject({ outcome: 'existing' });
      expect(await server().records(record.random_id)).toHaveLength(1);
    });

    it.each(
      FAULTS.flatMap((met) => [
        { ...met, what: 'lookup', method: 'GET' },
        { ...met, what: 'update', method: 'PATCH' },
      ]),
    )('leaves the next call in doubt whose $what meets $fault', async ({ fault, always, method }) => {
      const random_id = await begun();
      let now: { method: string; fault: Fault } = { method: 'PATCH', fault: '503-after' };
      const proxy = await aProxy((request) => (request.method === now.method ? now.fault : 'none'));
      const telemetry = aClientOf(proxy, { transport, attempts: 1 });
      expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject(unknown);
      expect(await server().records(random_id)).toMatchObject([end]);
      now = { method, fault };
      const second = await telemetry.update({ random_id, exit_code: 127 });
      expect(second).toMatchObject({ ...unknown, error: { code: always, fate: 'unknown' } });
      await judgeUpdate(second);
      now = { method, fault: 'none' };
      expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject({ outcome: 'updated' });
      expect(await server().records(random_id)).toMatchObject([end]);
    });
  },
);
