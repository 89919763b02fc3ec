import { describe, expect, it } from 'vitest';
import { pocketBase, TelemetryClient } from '../../src/index.js';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { answers, scripted } from '../support/scripted-transport.js';
import { everything, everythingStored, RECORDS, useGatedPocketBase } from './gated-pocketbase.js';

describeOnPocketBase('a redirect', () => {
  const { server, aClient, aGate, aStranger } = useGatedPocketBase();

  it.each([301, 302, 303, 307, 308])('of %i loses no body and no method (4a8a4180d)', async (status) => {
    const gate = await aGate(({ target }) =>
      target.startsWith('/moved') ? 'hand on' : { status, headers: { location: `${gate.url}/moved${target}` } },
    );
    const record = aRecord(everything);
    const { random_id } = record;
    expect(await aClient({ url: gate.url }).create(record)).toMatchObject({ outcome: 'created' });
    expect(await aClient({ url: gate.url }).update({ random_id, exit_code: 100 })).toMatchObject({
      outcome: 'updated',
    });
    expect(gate.methods()).toEqual(['POST', 'POST', 'GET', 'GET', 'PATCH', 'PATCH']);
    expect(await server().records(random_id)).toMatchObject([
      { ...everythingStored, status: 'failed', exit_code: 100, error: expect.stringContaining('APT') },
    ]);
  });

  it('from http to https loses no record (4a8a4180d)', async () => {
    const seen: string[] = [];
    const backend = pocketBase({
      baseUrl: 'http://db.example',
      transport: async ({ url, ...request }) => {
        const { origin, pathname, search } = new URL(url);
        seen.push(`${request.method} ${origin}`);
        if (origin === 'http://db.example') {
          return { status: 301, headers: { location: `https://db.example${pathname}${search}` }, body: null };
        }
        return fetch(`${server().url}${pathname}${search}`, { ...request, redirect: 'manual' });
      },
    });
    const record = aRecord(everything);
    const telemetry = aClient({ backend });
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'created' });
    expect(await telemetry.update({ random_id: record.random_id, exit_code: 100 })).toMatchObject({
      outcome: 'updated',
    });
    expect(seen).toEqual(['POST http', 'POST https', 'PATCH http', 'PATCH https'].map((one) => `${one}://db.example`));
    expect(await server().records(record.random_id)).toMatchObject([{ ...everythingStored, exit_code: 100 }]);
  });

  it.each([
    { what: 'the list', where: '' },
    { what: 'a record', where: '/stranger' },
  ])('that turns a POST into a GET of $what never leads to a stranger’s record (820d4551a)', async ({ where }) => {
    const stranger = await aStranger();
    const location = `/moved${RECORDS}${where.replace('stranger', stranger.record_id)}`;
    const gate = await aGate(({ method }) => (method === 'POST' ? { status: 301, headers: { location } } : 'hand on'));
    // What `fetch` does where nobody tells it not to.
    const backend = pocketBase({
      baseUrl: gate.url,
      transport: ({ url, ...request }) => fetch(url, { ...request, redirect: 'follow' }),
    });
    const telemetry = aClient({ backend, attempts: 1 });
    const { random_id, outcome } = await telemetry.create(aRecord());
    expect(outcome).toBe('failed');
    expect(gate.methods()).toEqual(['POST', 'GET']);
    expect(await telemetry.update({ random_id, exit_code: 100 })).toMatchObject({ outcome: 'failed' });
    expect(gate.methods()).not.toContain('PATCH');
    await stranger.isUntouched();
  });
});

describe('reports', () => {
  it('go to https where the caller names no server (4a8a4180d)', async () => {
    const transport = scripted(answers.stored());
    await new TelemetryClient({ consent: 'yes', backend: pocketBase({ transport }) }).create(aRecord());
    expect(transport.seen.map(({ url }) => url.protocol)).toEqual(['https:']);
  });
});
