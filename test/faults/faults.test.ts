import { expect, it } from 'vitest';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { TRANSPORTS } from '../support/transports.js';
import { aClientOf, end, faultFor, FAULTS, HARMLESS, useBadNetwork } from './bad-network.js';

const { server, aProxy, begun, judgeCreate, judgeUpdate } = useBadNetwork();
const everyFault = [...FAULTS.map(({ fault }) => fault), ...HARMLESS];
const requests = [
  { method: 'GET', what: 'a lookup' },
  { method: 'PATCH', what: 'an update' },
];

describeOnPocketBase.each(TRANSPORTS)('a real PocketBase behind a bad network, through $name', ({ transport }) => {
  it.each(everyFault)('stores one record with its end when a create meets %s once', async (fault) => {
    const telemetry = aClientOf(await aProxy(faultFor('POST', fault, 'once')), { transport });
    const record = aRecord({ disk_size: 8 });
    await judgeCreate(await telemetry.create(record));
    const updated = await telemetry.update({ random_id: record.random_id, status: 'failed', exit_code: 127 });
    expect(updated).toMatchObject({ outcome: 'updated' });
    expect(await server().records(record.random_id)).toMatchObject([{ ...end, disk_size: 8 }]);
  });

  it.each(requests.flatMap((request) => everyFault.map((fault) => ({ ...request, fault }))))(
    'stores the end, at the latest when it is reported again, when $what meets $fault once',
    async ({ method, fault }) => {
      const random_id = await begun();
      const telemetry = aClientOf(await aProxy(faultFor(method, fault, 'once')), { transport });
      const first = await telemetry.update({ random_id, status: 'failed', exit_code: 127 });
      await judgeUpdate(first);
      // Whatever is reported now, the end reported first is delivered.
      const second = await telemetry.update({ random_id, status: 'done' });
      expect(second).toMatchObject({ outcome: 'skipped', reason: 'already-updated' });
      if (first.outcome !== 'failed') expect(first).toMatchObject({ outcome: 'updated' });
      expect(await server().records(random_id)).toMatchObject([end]);
    },
  );

  it.each(FAULTS)('fails a create as $always, fate $fate, that always meets $fault', async (met) => {
    const telemetry = aClientOf(await aProxy(faultFor('POST', met.fault, 'always')), { transport });
    const created = await telemetry.create(aRecord());
    expect(created).toMatchObject({ outcome: 'failed', error: { code: met.always, fate: met.fate } });
    await judgeCreate(created);
  });

  it.each(FAULTS)('fails a lookup as $always, not sent, that always meets $fault', async (met) => {
    const random_id = await begun();
    const telemetry = aClientOf(await aProxy(faultFor('GET', met.fault, 'always')), { transport });
    const updated = await telemetry.update({ random_id, exit_code: 127 });
    expect(updated).toMatchObject({ outcome: 'failed', error: { code: met.always, fate: 'not-sent' } });
    await judgeUpdate(updated);
  });

  it.each(FAULTS)('fails an update as $always, fate $fate, that always meets $fault', async (met) => {
    const telemetry = aClientOf(await aProxy(faultFor('PATCH', met.fault, 'always')), { transport });
    const { random_id } = await telemetry.create(aRecord());
    const updated = await telemetry.update({ random_id, exit_code: 127 });
    expect(updated).toMatchObject({ outcome: 'failed', error: { code: met.always, fate: met.fate } });
    await judgeUpdate(updated);
  });
});
