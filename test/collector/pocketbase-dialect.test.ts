import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/testing/index.js';
import { aCollector, reportedIn } from './post.js';

/** One request, and what PocketBase answered. */
interface Exchange {
  readonly name: string;
  readonly method: string;
  /** Below the collection's records. `{aaaaaaaa-1}` is the id of the record with that random_id. */
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
  readonly status: number;
  readonly answer: unknown;
}

const file = new URL('pocketbase-exchanges.json', import.meta.url);
const { exchanges } = JSON.parse(readFileSync(file, 'utf8')) as { exchanges: readonly Exchange[] };

const RECORDS = 'http://localhost/api/collections/_dev_telemetry_data/records';
const RECORD = { random_id: 'aaaaaaaa-1', type: 'lxc', ct_type: 1, nsapp: 'plex', status: 'installing' };

function asked(method: string, path: string, body?: string | object, type = 'application/json'): Request {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return new Request(RECORDS + path, {
    method,
    ...(text === undefined ? {} : { body: text, headers: { 'content-type': type } }),
  });
}

/** An answer as it is recorded: the collector's id of a record is its random_id. */
function asRecorded(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer), (name, value: unknown) => {
    if (name === 'collectionId') return undefined;
    if (name === 'created' || name === 'updated') {
      expect(value).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/);
      return '{moment}';
    }
    return name === 'id' ? `{${String(value)}}` : value;
  });
}

describe("PocketBase's dialect", () => {
  it('answers a conversation as PocketBase does', async () => {
    expect(exchanges.length).toBeGreaterThan(50);
    const { fetch } = aCollector();
    for (const { name, method, path, body, type, status, answer } of exchanges) {
      const request = asked(method, path.replace(/\{(.*?)\}/, '$1'), body, type);
      const answered = await fetch(request);
      expect({ name, status: answered.status, answer: asRecorded(await answered.json()) }).toEqual({
        name,
        status,
        answer,
      });
      expect(answered.headers.get('content-type')).toBe('application/json');
    }
  });

  it('names another collection as missing', async () => {
    const answer = await aCollector().fetch(new Request('http://localhost/api/collections/nope/records'));
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ message: 'Missing collection context.' });
  });

  it('serves the collection that it is given', async () => {
    const { fetch } = aCollector({ collection: 'installs' });
    const url = 'http://localhost/api/collections/installs/records';
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(new Request(url, { method: 'POST', headers, body: JSON.stringify(RECORD) }));
    expect(await answer.json()).toMatchObject({ collectionName: 'installs' });
  });

  it.each([
    { what: 'a privileged container', given: { ct_type: 0 }, stored: { ct_type: 0 } },
    { what: 'a long error', given: { error: 'x'.repeat(6_000) }, stored: { error: 'x'.repeat(6_000) } },
  ])('keeps $what, which PocketBase refuses', async ({ given, stored }) => {
    const { fetch, store } = aCollector();
    expect((await fetch(asked('POST', '', { ...RECORD, ...given }))).status).toBe(200);
    expect(await reportedIn(store)).toEqual([{ ...RECORD, ...stored }]);
  });

  it.each([
    { given: { core_count: 1.5 }, code: 'validation_only_int_constraint' },
    { given: { exit_code: -1 }, code: 'validation_min_number_constraint' },
    { given: { error: 'x'.repeat(131_073) }, code: 'validation_max_text_constraint' },
  ])('refuses what no store takes: $code', async ({ given, code }) => {
    const { fetch, store } = aCollector();
    const answer = await fetch(asked('POST', '', { ...RECORD, ...given }));
    expect(await answer.json()).toMatchObject({ status: 400, data: { [Object.keys(given)[0] as string]: { code } } });
    expect(await store.refusals(1)).toHaveLength(1);
  });

  it.each([
    'id="x"',
    "random_id!='x'",
    "random_id='x'||random_id!=''",
    "(random_id='x') || 1=1",
    "(random_id='x'",
    "random_id='x')",
    "random_id~'x'",
    "random_id='x\\'",
    "random_id='x\\\\' || 1=1 //'",
    "random_id='x\ny'",
    'random_id=5',
    "nsapp='plex'",
    '',
    `random_id='${'x'.repeat(3_500)}'`,
  ])('refuses any other filter: %j', async (filter) => {
    const answer = await aCollector().fetch(asked('GET', `?filter=${encodeURIComponent(filter)}`));
    expect(answer.status).toBe(400);
  });

  it.each(['it is one', 'ünï-códé 😀', "quote'd-id", 'back\\slash', '../../telemetry', '_begins-with-it'])(
    'finds and updates a record with the random_id %j by its id',
    async (random_id) => {
      const { fetch, store } = aCollector();
      const { id } = (await (await fetch(asked('POST', '', { ...RECORD, random_id }))).json()) as { id: string };
      expect(id).toMatch(/^[\w-]{1,128}$/);
      expect((await fetch(asked('PATCH', `/${id}`, { status: 'sucess' }))).status).toBe(200);
      expect(await reportedIn(store)).toMatchObject([{ random_id, status: 'success' }]);
    },
  );

  it('stores one of 20 records with the same random_id', async () => {
    const { fetch, store } = aCollector();
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(asked('POST', '', RECORD))));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(19).fill(400)]);
    expect(await store.records.count()).toBe(1);
  });

  it('lets one of 20 ends stand, and tells the others', async () => {
    const { fetch, store } = aCollector();
    await fetch(asked('POST', '', RECORD));
    const ends = Array.from({ length: 20 }, (_, exit_code) => ({
      status: 'failed',
      error: '',
      exit_code: exit_code + 1,
    }));
    const answers = await Promise.all(ends.map((end) => fetch(asked('PATCH', '/aaaaaaaa-1', end))));
    const winners = answers.flatMap(({ status }, place) => (status === 200 ? [ends[place]] : []));
    expect(winners).toHaveLength(1);
    expect(await reportedIn(store)).toMatchObject([{ exit_code: winners[0]?.exit_code }]);
  });

  it('shows a run of the ingest service', async () => {
    const store = memoryStore();
    const { fetch } = aCollector({ store });
    const { signal } = new AbortController();
    await store.report({ random_id: 'aaaaaaaa-1', nsapp: 'plex', status: 'configuring' }, { signal });
    expect(await (await fetch(asked('GET', '/aaaaaaaa-1'))).json()).toMatchObject({ status: 'installing' });
    await store.report({ random_id: 'aaaaaaaa-1', nsapp: 'plex', status: 'aborted' }, { signal });
    expect(await (await fetch(asked('GET', '/aaaaaaaa-1'))).json()).toMatchObject({ status: 'unknown' });
  });

  it('redacts a text before it is stored', async () => {
    const { fetch, store } = aCollector();
    await fetch(
      asked('POST', '', { ...RECORD, status: 'failed', error: 'curl -u a:hunter2secret9 http://192.168.7.4/' }),
    );
    const [record] = await reportedIn(store);
    expect(record?.error).not.toMatch(/hunter2|192\.168/);
  });
});
