import { expect, it } from 'vitest';
import type { UpdateOutcome } from '../../src/index.js';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { everything, everythingStored, type Fate, useGatedPocketBase } from './gated-pocketbase.js';

const { server, aClient, aGate } = useGatedPocketBase();

describeOnPocketBase('the update', () => {
  it.each<{ what: string; method: string; fate: Fate }>([
    { what: 'PATCH is answered 500', method: 'PATCH', fate: { status: 500 } },
    { what: 'PATCH is answered 503', method: 'PATCH', fate: { status: 503 } },
    { what: 'PATCH is refused', method: 'PATCH', fate: { status: 403 } },
    { what: 'PATCH is hung up on', method: 'PATCH', fate: 'hang up' },
    { what: 'PATCH is not answered', method: 'PATCH', fate: 'say nothing' },
    { what: 'lookup is answered 500', method: 'GET', fate: { status: 500 } },
    { what: 'lookup is answered with a page', method: 'GET', fate: { status: 200, body: '<html>log in</html>' } },
    { what: 'lookup is hung up on', method: 'GET', fate: 'hang up' },
  ])('stays open when its every $what, and is delivered by the next (5f13d29c5)', async ({ method, fate }) => {
    let isDown = true;
    const gate = await aGate((request) => (isDown && request.method === method ? fate : 'hand on'));
    const { random_id } = await aClient().create(aRecord());
    const telemetry = aClient({ url: gate.url, attempts: 2, timeoutMs: 250 });
    const end = { random_id, exit_code: 137 };
    expect(await telemetry.update(end)).toMatchObject({ outcome: 'failed' });
    expect(await server().records(random_id)).toMatchObject([{ status: 'installing' }]);
    isDown = false;
    expect(await telemetry.update(end)).toMatchObject({ outcome: 'updated' });
    expect(await server().records(random_id)).toMatchObject([{ status: 'failed', exit_code: 137 }]);
  });

  it('is tried again with all it had, and keeps its explanation (ebc3512f5)', async () => {
    const gate = await aGate(({ method }) =>
      method === 'PATCH' && gate.methods().filter((each) => each === 'PATCH').length < 3 ? { status: 503 } : 'hand on',
    );
    const telemetry = aClient({ url: gate.url });
    const { random_id } = await telemetry.create(aRecord());
    expect(await telemetry.update({ random_id, exit_code: 137 })).toMatchObject({ outcome: 'updated' });
    expect(gate.methods()).toEqual(['POST', 'PATCH', 'PATCH', 'PATCH']);
    expect(await server().records(random_id)).toMatchObject([
      { status: 'failed', exit_code: 137, error: 'Killed (SIGKILL / Out of memory?)' },
    ]);
  });

  it.each<{ what: string; fate: Fate }>([
    { what: 'answered 503', fate: { status: 503 } },
    { what: 'answered by a captive portal', fate: { status: 200, body: '<html>log in</html>' } },
    { what: 'hung up on', fate: 'hang up' },
    { what: 'never answered', fate: 'say nothing' },
  ])('of a create that was $what has all the data (f4ccccfb3, 1dcd83abe, 6e9a94b46)', async ({ fate }) => {
    let isDown = true;
    const gate = await aGate(() => (isDown ? fate : 'hand on'));
    const telemetry = aClient({ url: gate.url, attempts: 1, timeoutMs: 250 });
    const record = aRecord(everything);
    const { random_id } = record;
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'failed' });
    isDown = false;
    expect(await telemetry.update({ random_id, exit_code: 100 })).toMatchObject({ outcome: 'updated', late: true });
    expect(await server().records(random_id)).toMatchObject([
      { ...everythingStored, random_id, status: 'failed', exit_code: 100, error: expect.stringContaining('APT') },
    ]);
  });

  it('of a record that is there changes its end and nothing else (88a540e45)', async () => {
    const record = aRecord(everything);
    const telemetry = aClient();
    await telemetry.create(record);
    const [before] = await server().records(record.random_id);
    await telemetry.update({ random_id: record.random_id, exit_code: 127 });
    expect(await server().records(record.random_id)).toEqual([
      { ...before, status: 'failed', exit_code: 127, error: 'Command not found', updated: expect.any(String) },
    ]);
  });

  it('of a process that knows only the random_id takes nothing from the record (6f04a9787 #15933)', async () => {
    const record = aRecord(everything);
    await aClient().create(record);
    expect(await aClient().update({ random_id: record.random_id, exit_code: 100 })).toMatchObject({
      outcome: 'updated',
    });
    expect(await server().records(record.random_id)).toMatchObject([{ ...everythingStored, exit_code: 100 }]);
  });

  it('of a process that knows only the random_id does not come before the full one (6f04a9787 #15933)', async () => {
    let isDown = true;
    const gate = await aGate(() => (isDown ? { status: 503 } : 'hand on'));
    const host = aClient({ url: gate.url, attempts: 1 });
    const record = aRecord(everything);
    const { random_id } = record;
    await host.create(record);
    isDown = false;
    expect(await aClient({ attempts: 1 }).update({ random_id })).toMatchObject({ reason: 'not-found' });
    expect(await server().records(random_id)).toEqual([]);
    expect(await host.update({ random_id, exit_code: 100 })).toMatchObject({ outcome: 'updated', late: true });
    expect(await server().records(random_id)).toMatchObject([{ ...everythingStored, exit_code: 100 }]);
  });

  it.each(['at once', 'one after the other'])(
    'of three traps that fire %s is one, the first (dd46dd2d8 #12316, 1aa8216, 820d4551a)',
    async (when) => {
      const gate = await aGate(() => 'hand on');
      const telemetry = aClient({ url: gate.url });
      const { random_id } = await telemetry.create(aRecord());
      const traps = [
        { random_id, status: 'failed', exit_code: 130 },
        { random_id, status: 'failed', exit_code: 1 },
        { random_id, status: 'done', exit_code: 'none' },
      ] as const;
      const outcomes: Promise<UpdateOutcome>[] = [];
      for (const end of traps) {
        outcomes.push(telemetry.update(end));
        if (when !== 'at once') await outcomes.at(-1);
      }
      expect(await Promise.all(outcomes)).toMatchObject([
        { outcome: 'updated' },
        { outcome: 'skipped', reason: 'already-updated' },
        { outcome: 'skipped', reason: 'already-updated' },
      ]);
      expect(gate.methods()).toEqual(['POST', 'PATCH']);
      expect(await server().records(random_id)).toMatchObject([{ status: 'failed', exit_code: 130 }]);
    },
  );
});
