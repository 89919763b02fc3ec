import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTelemetryError, pocketBase, TelemetryClient, type TransportRequest } from '../../src/index.js';
import { BASE_URL } from '../support/clients.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { NEW, OLD, read } from './filter-scanners.js';
import { goodServer, RECORD_ID } from './good-server.js';
import { holds, SEED } from './properties.js';

const { signal } = new AbortController();
const RECORDS = '/api/collections/_dev_telemetry_data/records';

const fragment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("'", '"', '\\', "\\'", "'||", ' && ', '1=1', ')', '(', '//', 'random_id!=') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('%', '_', '&', '#', '?', '=', '+', ' ', '~', '@now', 'null', '`', ';', '--'),
  },
  { weight: 2, arbitrary: fc.constantFrom('\n', '\u0000', '\u007F', '\u2028', '\uFF07', '😀', '\uD83D', '%27', '%5C') },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 6 }) },
);

/** What somebody would write who wants the filter to mean something else. */
const hostileId = fc.array(fragment, { minLength: 1, maxLength: 8 }).map((fragments) => fragments.join(''));

/** What a lookup sends, or nothing where it is refused. */
async function sentFor(random_id: string): Promise<TransportRequest[]> {
  const { transport, sent } = goodServer();
  try {
    await pocketBase({ baseUrl: BASE_URL, transport }).find?.(random_id, { signal });
    expect(sent).toHaveLength(1);
  } catch (error) {
    expect(isTelemetryError(error) && error.code).toBe('invalid-record');
    expect(sent).toEqual([]);
  }
  return sent;
}

function expectEquality({ method, url, body }: TransportRequest, random_id: string): void {
  const { origin, pathname, searchParams, hash } = new URL(url);
  expect({ method, body, origin, pathname, hash }).toEqual({
    method: 'GET',
    body: undefined,
    origin: BASE_URL,
    pathname: RECORDS,
    hash: '',
  });
  const { filter = '', ...others } = Object.fromEntries(searchParams);
  expect(others).toEqual({ fields: 'id,random_id', perPage: '1', skipTotal: '1' });
  expect([...searchParams]).toHaveLength(4);
  const meant = { field: 'random_id', operator: '=', value: random_id };
  expect({ filter, meant: read(filter, OLD) }).toEqual({ filter, meant });
  expect({ filter, meant: read(filter, NEW) }).toEqual({ filter, meant });
}

describe('a filter, whatever the random_id', () => {
  it('means equality and nothing else to both generations, or is refused', async () => {
    let count = 0;
    await holds(hostileId, 1_500, async (random_id) => {
      for (const request of await sentFor(random_id)) {
        count += 1;
        expectEquality(request, random_id);
      }
    });
    expect(count).toBeGreaterThan(250);
  });

  it('is sent by a client for letters, digits, _ and - only', async () => {
    const id = fc.oneof(
      hostileId,
      fc.stringMatching(/^[A-Za-z0-9_-]{1,70}$/),
      fc.stringMatching(/^[A-Za-z0-9_-]{8}.$/),
    );
    await holds(id, 600, async (random_id) => {
      const { transport, sent } = goodServer();
      const backend = pocketBase({ baseUrl: BASE_URL, transport });
      const telemetry = new TelemetryClient({ consent: true, attempts: 1, backend });
      const outcome = await telemetry.update({ random_id });
      const isValid =
        random_id.length >= 8 &&
        random_id.length <= 64 &&
        /^[a-z0-9_-]*$/i.test(random_id) &&
        !random_id.includes('\n');
      expect(outcome).toMatchObject(
        isValid ? { outcome: 'updated' } : { outcome: 'failed', error: { fate: 'not-sent' } },
      );
      const [lookup] = sent;
      if (isValid) expectEquality(lookup as TransportRequest, random_id);
      else expect(sent).toEqual([]);
    });
  });

  it('and a path means that record and nothing else, whatever the record_id', async () => {
    const id = fc.oneof(
      hostileId,
      fc.constantFrom('..', '.', '', '../x', '%2e%2e', RECORD_ID, 'a?b', 'a#b', 'a/b', 'a\\b'),
    );
    await holds(id, 600, async (record_id) => {
      const { transport, sent } = goodServer();
      const patch = { status: 'failed' as const, error: '', exit_code: 1 };
      const backend = pocketBase({ baseUrl: BASE_URL, transport });
      const { result } = await backend.update({ random_id: 'any-id-at-all', record_id, patch }, { signal });
      expect({ result, requests: sent.length }).toEqual(
        /^[a-z0-9_-]+$/i.test(record_id) ? { result: 'updated', requests: 1 } : { result: 'missing', requests: 0 },
      );
      for (const { url } of sent) {
        const { pathname, search, hash } = new URL(url);
        expect([decodeURIComponent(pathname.slice(RECORDS.length)), search, hash]).toEqual([`/${record_id}`, '', '']);
      }
    });
  });
});

describeOnPocketBase('a filter on a real PocketBase', () => {
  const server = usePocketBase();

  it('finds the record of any random_id and no other’s', async () => {
    const backend = pocketBase({ baseUrl: server().url });
    const ids = new Map<string, string>();
    for (const hostile of fc.sample(hostileId, { seed: SEED, numRuns: 1_500 })) {
      const random_id = `${hostile}'-long`;
      if ((await sentFor(random_id)).length === 0 || ids.has(random_id) || [...random_id].length < 8) continue;
      expect(await backend.find?.(random_id, { signal })).toBeUndefined();
      const answer = await fetch(`${server().url}${RECORDS}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...aRecord({ random_id }), ct_type: 1, status: 'installing' }),
      });
      const { id } = (await answer.json()) as { id: string };
      expect({ random_id, id }).toEqual({ random_id, id: expect.any(String) });
      ids.set(random_id, id);
      if (ids.size === 400) break;
    }
    expect(ids.size).toBe(400);
    for (const [random_id, record_id] of ids) {
      expect({ random_id, found: await backend.find?.(random_id, { signal }) }).toEqual({
        random_id,
        found: { record_id },
      });
    }
  });
});
