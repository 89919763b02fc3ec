import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  type GivenStatus,
  pocketBase,
  TelemetryClient,
  type TelemetryClientOptions,
  type TransportFunction,
} from '../../src/index.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';

const server = usePocketBase();

function aClient(own: TelemetryClientOptions = {}): TelemetryClient {
  return new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: server().url }), ...own });
}

describeOnPocketBase('on a real PocketBase', () => {
  it.each(['lxc', 'vm', 'addon', 'pve'] as const)('stores a %s from its beginning to its end', async (type) => {
    const telemetry = aClient();
    const record = aRecord({
      type,
      disk_size: '20G',
      core_count: 2,
      ram_size: 2048,
      os_type: 'debian',
      os_version: '12',
    });
    const created = await telemetry.create(record);
    expect(created).toEqual({ random_id: record.random_id, outcome: 'created', record_id: expect.any(String) });
    expect(await telemetry.update({ random_id: record.random_id, status: 'failed', exit_code: 127 })).toEqual({
      random_id: record.random_id,
      outcome: 'updated',
      record_id: 'record_id' in created && created.record_id,
      status: 'failed',
      exit_code: 127,
    });
    expect(await server().records(record.random_id)).toMatchObject([
      {
        ...record,
        ct_type: type === 'vm' ? 2 : 1,
        disk_size: 20,
        method: 'default',
        pve_version: 'not found',
        status: 'failed',
        exit_code: 127,
        error: 'Command not found',
      },
    ]);
  });

  it.each([
    { status: 'done', stored: { status: 'sucess', exit_code: 0, error: '' } },
    { status: 'aborted', stored: { status: 'unknown', exit_code: 130, error: 'Terminated by Ctrl+C (SIGINT)' } },
    { status: 'whatever', stored: { status: 'unknown', exit_code: 1 } },
    { status: 'failed', stored: { status: 'failed', exit_code: 1 } },
  ])('stores the status $status as $stored.status', async ({ status, stored }) => {
    const { random_id } = await aClient().create(aRecord());
    expect(await aClient().update({ random_id, status: status as GivenStatus })).toMatchObject({ outcome: 'updated' });
    expect(await server().records(random_id)).toMatchObject([stored]);
  });

  it('stores a privileged container as 1, since a required number refuses 0', async () => {
    const { random_id, outcome } = await aClient().create(aRecord({ ct_type: 0 }));
    expect(outcome).toBe('created');
    expect(await server().records(random_id)).toMatchObject([{ ct_type: 1 }]);
  });

  it('leaves one record and one PATCH of twenty concurrent creates and updates', async () => {
    const seen: string[] = [];
    const backend = pocketBase({
      baseUrl: server().url,
      transport: ({ url, ...request }) => {
        seen.push(request.method);
        return fetch(url, { ...request, redirect: 'manual' });
      },
    });
    const telemetry = aClient({ backend });
    const record = aRecord();
    const creates = await Promise.all(Array.from({ length: 20 }, () => telemetry.create(record)));
    const updates = await Promise.all(
      Array.from({ length: 20 }, () => telemetry.update({ random_id: record.random_id, exit_code: 100 })),
    );
    expect(new Set(creates.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
    expect(updates.map(({ outcome }) => outcome)).toEqual(['updated', ...Array<string>(19).fill('skipped')]);
    expect(seen).toEqual(['POST', 'PATCH']);
    expect(await server().records(record.random_id)).toMatchObject([{ status: 'failed', exit_code: 100 }]);
  });

  it('leaves one record of twenty clients that create one installation at once', async () => {
    const record = aRecord();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => aClient().create(record)));
    expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'existing')).toHaveLength(19);
    expect(new Set(outcomes.map((outcome) => 'record_id' in outcome && outcome.record_id)).size).toBe(1);
    expect(await server().records(record.random_id)).toHaveLength(1);
  });

  it('stores no second record when the answer to a create is lost', async () => {
    let posts = 0;
    const backend = pocketBase({
      baseUrl: server().url,
      transport: async ({ url, ...request }) => {
        const response = await fetch(url, { ...request, redirect: 'manual' });
        if (request.method === 'POST' && (posts += 1) === 1) throw new Error('reset after the server stored it');
        return response;
      },
    });
    const telemetry = aClient({ backend });
    const record = aRecord();
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'existing', record_id: expect.any(String) });
    expect(await telemetry.update({ random_id: record.random_id, status: 'done' })).toMatchObject({
      outcome: 'updated',
    });
    expect(await server().records(record.random_id)).toMatchObject([{ status: 'sucess' }]);
  });

  it('creates the record of a failed create, with all its fields', async () => {
    let isDown = true;
    const backend = pocketBase({
      baseUrl: server().url,
      transport: ({ url, ...request }) => {
        if (isDown) throw new TypeError('fetch failed');
        return fetch(url, { ...request, redirect: 'manual' });
      },
    });
    const telemetry = aClient({ backend, attempts: 1 });
    const record = aRecord({ disk_size: 32 });
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'failed', error: { code: 'unreachable' } });
    isDown = false;
    expect(await telemetry.update({ random_id: record.random_id, exit_code: 137 })).toMatchObject({
      outcome: 'updated',
      late: true,
    });
    expect(await server().records(record.random_id)).toMatchObject([
      { disk_size: 32, status: 'failed', exit_code: 137, error: 'Killed (SIGKILL / Out of memory?)' },
    ]);
  });

  it('names the fields the server refused', async () => {
    const asked: TransportFunction = ({ url, body, ...request }) =>
      fetch(url, { ...request, ...(body && { body: body.replace('"plex"', '""') }) });
    const backend = pocketBase({ baseUrl: server().url, transport: asked });
    expect(await aClient({ backend }).create(aRecord({ nsapp: 'plex' }))).toMatchObject({
      outcome: 'failed',
      error: { code: 'rejected', status: 400, fate: 'refused', fields: { nsapp: 'validation_required' } },
    });
  });

  it('stores an explanation without control characters, cut to 5,000 code points', async () => {
    const catalogue = { 9: `\u001B[31mred\u001B[0m\u0007 \u001B]0;title\u0007${'😀'.repeat(6_000)}` };
    const telemetry = aClient({ catalogue });
    const { random_id } = await telemetry.create(aRecord());
    expect(await telemetry.update({ random_id, exit_code: 9 })).toMatchObject({ outcome: 'updated' });
    const [stored] = await server().records(random_id);
    expect(stored?.error).toBe(`red ${'😀'.repeat(4_996)}`);
  });

  it.each([
    `'"\\`,
    'line\nbreak\ttab\u0000nul',
    '<script>&amp;\u2028',
    '{"status":"sucess"}',
    "x'||random_id!='",
    '$(id) `id`',
    'ä😀',
  ])('stores %j as the text it is', async (nsapp) => {
    const { random_id } = await aClient().create(aRecord({ nsapp }));
    expect(await server().records(random_id)).toMatchObject([{ nsapp, status: 'installing' }]);
  });

  it.each(['', '/', '//'])('is reached by a base URL that ends in "%s"', async (ending) => {
    const backend = pocketBase({ baseUrl: `${server().url}${ending}` });
    expect(await aClient({ backend }).create(aRecord())).toMatchObject({ outcome: 'created' });
  });

  it('says not-found where no record is', async () => {
    expect(await aClient({ attempts: 1 }).update({ random_id: randomUUID() })).toMatchObject({ reason: 'not-found' });
  });

  it('fails as rejected where no such collection is', async () => {
    const backend = pocketBase({ baseUrl: server().url, collection: 'nothing_here' });
    const telemetry = aClient({ backend });
    const record = aRecord();
    const message = expect.stringMatching(/was refused with 404: does the collection `nothing_here` exist there\?$/);
    expect(await telemetry.create(record)).toMatchObject({
      outcome: 'failed',
      error: { code: 'rejected', status: 404, message },
    });
    expect(await telemetry.update({ random_id: record.random_id })).toMatchObject({
      outcome: 'failed',
      error: { code: 'rejected', status: 404, message },
    });
  });
});
