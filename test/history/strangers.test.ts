import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { pocketBase } from '../../src/index.js';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { useGatedPocketBase } from './gated-pocketbase.js';

const { server, aClient, aGate, aStranger } = useGatedPocketBase();

describeOnPocketBase('a stranger’s record is not touched', () => {
  it('by an answer that names its id first, in a record inside the record (820d4551a)', async () => {
    const stranger = await aStranger();
    const nested = { expand: { parent: { id: stranger.record_id } } };
    const gate = await aGate(async ({ method }, handOn) => {
      const { body = '', ...answer } = await handOn();
      const json = JSON.parse(body) as { items?: object[] };
      const items = json.items?.map((item) => ({ ...nested, ...item }));
      const nesting = method === 'PATCH' ? json : { ...nested, ...json, ...(items === undefined ? {} : { items }) };
      return { ...answer, body: JSON.stringify(nesting, null, 2) };
    });
    const created = await aClient({ url: gate.url }).create(aRecord());
    const [own] = await server().records(created.random_id);
    expect(created).toMatchObject({ outcome: 'created', record_id: own?.id });
    expect(await aClient({ url: gate.url }).update({ random_id: created.random_id, exit_code: 100 })).toMatchObject({
      outcome: 'updated',
      record_id: own?.id,
    });
    expect(await server().records(created.random_id)).toMatchObject([{ exit_code: 100 }]);
    await stranger.isUntouched();
  });

  it.each([202, 403, 404, 500])('by an id in the lookup’s answer of %i (820d4551a)', async (status) => {
    const stranger = await aStranger();
    const body = JSON.stringify({ items: [{ id: stranger.record_id }] });
    const gate = await aGate(({ method }) => (method === 'GET' ? { status, body } : 'hand on'));
    const telemetry = aClient({ url: gate.url, attempts: 1 });
    expect(await telemetry.update({ random_id: randomUUID() })).toMatchObject({ outcome: 'failed' });
    expect(gate.methods()).toEqual(['GET']);
    await stranger.isUntouched();
  });

  it.each([
    { what: 'loses the filter', spoiled: (url: URL) => url.searchParams.delete('filter') },
    {
      what: 'has the answer to another lookup',
      spoiled: (url: URL, stranger: string) => url.searchParams.set('filter', `(random_id='${stranger}')`),
    },
    {
      what: 'loses the filter and which fields are asked for',
      spoiled: (url: URL) => (url.searchParams.delete('filter'), url.searchParams.delete('fields')),
    },
  ])('by a lookup through what $what', async ({ spoiled }) => {
    const stranger = await aStranger();
    const gate = await aGate(async ({ method, target }, handOn) => {
      if (method !== 'GET') return handOn();
      const url = new URL(target, server().url);
      spoiled(url, stranger.random_id);
      const answer = await fetch(url);
      return { status: answer.status, body: await answer.text() };
    });
    const outcome = await aClient({ url: gate.url, attempts: 1 }).update({ random_id: randomUUID(), exit_code: 100 });
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'unexpected-answer', fate: 'not-sent' } });
    expect(gate.methods()).toEqual(['GET']);
    await stranger.isUntouched();
  });

  it.each([
    "x'||random_id!='",
    "x') || (random_id!='",
    '12345678&filter=(nsapp!=1)',
    '12345678#fragment',
    '12345678 and a blank',
    '{12345678,87654321}',
    '../../../admins/12345678',
    'back\\slash-12345678',
  ])('by a random_id of %s (b465a4c, 820d4551a)', async (random_id) => {
    const stranger = await aStranger();
    const gate = await aGate(() => 'hand on');
    const telemetry = aClient({ url: gate.url });
    const refused = { outcome: 'failed', error: { code: 'invalid-record', fields: { random_id: expect.any(String) } } };
    expect(await telemetry.create(aRecord({ random_id }))).toMatchObject(refused);
    expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject(refused);
    expect(gate.seen).toEqual([]);
    await stranger.isUntouched();
  });

  it.each(["x'||random_id!='", "x') || (random_id!='", '12345678&filter=(nsapp!=1)', '12345678#', '{1,2}'])(
    'by a lookup of %s, whoever asks for it (b465a4c, 820d4551a)',
    async (random_id) => {
      await aStranger();
      const { signal } = new AbortController();
      expect(await pocketBase({ baseUrl: server().url }).find?.(random_id, { signal })).toBeUndefined();
    },
  );
});
