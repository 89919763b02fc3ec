import { expect, it } from 'vitest';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { everything, everythingStored, type Fate, useGatedPocketBase } from './gated-pocketbase.js';

const { server, aClient, aGate } = useGatedPocketBase();

describeOnPocketBase('the create', () => {
  it.each(['at once', 'one after the other'])(
    'leaves one record when it is called twice %s (5ee4f4e34 #11836)',
    async (when) => {
      const gate = await aGate(() => 'hand on');
      const telemetry = aClient({ url: gate.url });
      const record = aRecord();
      const first = telemetry.create(record);
      if (when !== 'at once') await first;
      const outcomes = await Promise.all([first, telemetry.create(record)]);
      expect(outcomes.filter(({ outcome }) => !['created', 'existing'].includes(outcome))).toEqual([]);
      expect(gate.methods()).toEqual(['POST']);
      expect(await telemetry.update({ random_id: record.random_id })).toMatchObject({ outcome: 'updated' });
      expect(await server().records(record.random_id)).toMatchObject([{ status: 'failed' }]);
    },
  );

  it('of a second process is no error but the record that is there (5ee4f4e34 #11836)', async () => {
    const record = aRecord(everything);
    const created = await aClient().create(record);
    expect(await aClient().create(aRecord({ random_id: record.random_id, nsapp: 'other' }))).toEqual({
      ...created,
      outcome: 'existing',
    });
    expect(await server().records(record.random_id)).toMatchObject([everythingStored]);
  });

  it('is not stored again by the retry after a lost answer (fd4a11c)', async () => {
    const gate = await aGate(({ method }) =>
      method === 'POST' && gate.methods().filter((each) => each === 'POST').length < 3
        ? 'hand on and hang up'
        : 'hand on',
    );
    const telemetry = aClient({ url: gate.url });
    const record = aRecord(everything);
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'existing', record_id: expect.any(String) });
    expect(gate.methods()).toEqual(['POST', 'POST', 'POST', 'GET']);
    expect(await server().records(record.random_id)).toMatchObject([everythingStored]);
  });

  it.each<{ what: string; fate: Fate }>([
    { what: '503', fate: { status: 503 } },
    { what: 'a connection that breaks', fate: 'hang up' },
    { what: 'silence', fate: 'say nothing' },
  ])('is tried again after $what, with all it had (46d25645c, ebc3512f5)', async ({ fate }) => {
    const gate = await aGate(() => (gate.seen.length < 3 ? fate : 'hand on'));
    const record = aRecord(everything);
    expect(await aClient({ url: gate.url, timeoutMs: 250 }).create(record)).toMatchObject({ outcome: 'created' });
    expect(gate.methods()).toEqual(['POST', 'POST', 'POST']);
    expect(await server().records(record.random_id)).toMatchObject([{ ...everythingStored, status: 'installing' }]);
  });

  it('waits as long as a server asks that limits everybody together (d0ba393)', async () => {
    const arrivals: number[] = [];
    const gate = await aGate(() => {
      arrivals.push(performance.now());
      return arrivals.length === 1 ? { status: 429, headers: { 'retry-after': '1' } } : 'hand on';
    });
    const record = aRecord();
    expect(await aClient({ url: gate.url }).create(record)).toMatchObject({ outcome: 'created' });
    const [refused = 0, taken = 0] = arrivals;
    expect(taken - refused).toBeGreaterThan(950);
    expect(await server().records(record.random_id)).toHaveLength(1);
  });

  it('tells its caller which field was refused, instead of silence (141af28)', async () => {
    const record = aRecord({ nsapp: '' });
    expect(await aClient().create(record)).toMatchObject({
      outcome: 'failed',
      error: { code: 'invalid-record', fate: 'not-sent', fields: { nsapp: 'is missing' } },
    });
    expect(await server().records(record.random_id)).toEqual([]);
  });

  it('comes before the work, so that what fails at once has a record (cb648eec9, 820d4551a)', async () => {
    const record = aRecord(everything);
    const failing = aClient().track(record, () => {
      throw new Error('preflight');
    });
    await expect(failing).rejects.toThrow('preflight');
    expect(await server().records(record.random_id)).toMatchObject([{ ...everythingStored, status: 'failed' }]);
  });

  it('need not be waited for: an end reported right after it is stored after it (1a9bbdd6e)', async () => {
    const gate = await aGate(async ({ method }, handOn) => {
      if (method === 'POST') await new Promise((resolve) => setTimeout(resolve, 200));
      return handOn();
    });
    const telemetry = aClient({ url: gate.url });
    const record = aRecord(everything);
    void telemetry.create(record);
    expect(await telemetry.update({ random_id: record.random_id, exit_code: 100 })).toMatchObject({
      outcome: 'updated',
    });
    expect(gate.methods()).toEqual(['POST', 'PATCH']);
    expect(await server().records(record.random_id)).toMatchObject([{ ...everythingStored, exit_code: 100 }]);
  });
});
