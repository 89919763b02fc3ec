import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallOptions } from '../../src/deadline.js';
import { isTelemetryError, TelemetryError, toTelemetryError } from '../../src/errors.js';
import { clientAddress, limitKey } from '../../src/collector/client-address.js';
import { collector, type CollectorOptions } from '../../src/collector/index.js';
import { isWithin, readIpAddress, readNetwork } from '../../src/collector/ip-address.js';
import { RateLimit } from '../../src/collector/rate-limit.js';
import { readWithin } from '../../src/sources/http/read-call.js';
import type { Store } from '../../src/stores/store.js';
import { memoryStore } from '../../src/testing/index.js';
import { whenAborted } from '../../src/when-aborted.js';
import { recordings } from '../ingest/vectors.js';
import { aCollector, posted } from './post.js';

const EVENT = { random_id: 'event-01', type: 'lxc', nsapp: 'plex', status: 'installing' };
const RECORDS = 'http://localhost/api/collections/_dev_telemetry_data/records';

function created(record: object): Request {
  const headers = { 'content-type': 'application/json' };
  return new Request(RECORDS, { method: 'POST', headers, body: JSON.stringify(record) });
}

afterEach(() => void vi.useRealTimers());

describe('an address', () => {
  it.each([
    { text: '192.0.2.1', key: 'c0000201' },
    { text: '::ffff:192.0.2.1', key: 'c0000201' },
    { text: '::ffff:c000:201', key: 'c0000201' },
    { text: '2001:db8:1:2:3:4:5:6', key: '20010db800010002/64' },
    { text: '2001:db8:1:2::9', key: '20010db800010002/64' },
    { text: '[2001:db8:1:2::]', key: '20010db800010002/64' },
    { text: 'fe80::1%eth0', key: 'fe80000000000000/64' },
    { text: '::1', key: '0/64' },
  ])('$text is limited as $key', ({ text, key }) => {
    const address = readIpAddress(text);
    expect(address && limitKey(address)).toBe(key);
  });

  it.each([
    '',
    'x',
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '::g',
    '1.2.3.4:80',
  ])('%j is none', (text) => expect(readIpAddress(text)).toBeUndefined());

  it.each([
    { network: '10.0.0.0/8', address: '10.255.0.1', is: true },
    { network: '10.0.0.0/8', address: '11.0.0.1', is: false },
    { network: '10.1.2.3/8', address: '10.9.9.9', is: true },
    { network: '192.0.2.7', address: '192.0.2.7', is: true },
    { network: '192.0.2.7', address: '192.0.2.8', is: false },
    { network: '0.0.0.0/0', address: '203.0.113.9', is: true },
    { network: '0.0.0.0/0', address: '::1', is: false },
    { network: 'fd00::/8', address: 'fdff::1', is: true },
    { network: 'fd00::/8', address: 'fe00::1', is: false },
    { network: '::ffff:10.0.0.0/104', address: '10.1.1.1', is: true },
  ])('$address is within $network: $is', ({ network, address, is }) => {
    const [net, ip] = [readNetwork(network), readIpAddress(address)];
    expect(net && ip && isWithin(net, ip)).toBe(is);
  });

  it.each(['10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', 'fd00::/129', '10.0.0.0/8/8', 'localhost', '10.0.0.0/a'])(
    'no network is %j',
    (text) => expect(readNetwork(text)).toBeUndefined(),
  );
});

describe("the client's address", () => {
  const proxies = ['10.0.0.0/8', 'fd00::/8', '192.0.2.1'].flatMap((text) => readNetwork(text) ?? []);

  it.each([
    { peer: '203.0.113.5', forwarded: '198.51.100.1', client: '203.0.113.5', why: 'the peer is no proxy' },
    { peer: '10.0.0.1', forwarded: '198.51.100.1', client: '198.51.100.1', why: 'the proxy says so' },
    { peer: '::ffff:10.0.0.1', forwarded: '198.51.100.1', client: '198.51.100.1', why: 'the proxy is mapped' },
    { peer: 'fd00::9', forwarded: '2001:db8::1', client: '2001:db8::1', why: 'the proxy has IPv6' },
    {
      peer: '10.0.0.1',
      forwarded: '6.6.6.6, 198.51.100.1',
      client: '198.51.100.1',
      why: 'what the client wrote is not believed',
    },
    {
      peer: '10.0.0.1',
      forwarded: '198.51.100.1, 192.0.2.1, 10.2.3.4',
      client: '198.51.100.1',
      why: 'there are several proxies',
    },
    { peer: '10.0.0.1', forwarded: '198.51.100.1:4711', client: '198.51.100.1', why: 'the proxy writes a port' },
    {
      peer: '10.0.0.1',
      forwarded: '[2001:db8::1]:4711',
      client: '2001:db8::1',
      why: 'the proxy writes a port of IPv6',
    },
    { peer: '10.0.0.1', forwarded: 'unknown', client: '10.0.0.1', why: 'the proxy does not know it' },
    { peer: '10.0.0.1', forwarded: null, client: '10.0.0.1', why: 'the proxy says nothing' },
    { peer: '10.0.0.1', forwarded: '10.0.0.2', client: '10.0.0.2', why: 'a proxy itself asks' },
  ])('is $client where $why', ({ peer, forwarded, client }) => {
    expect(clientAddress(peer, forwarded, proxies)).toEqual(readIpAddress(client));
  });

  it('is not known where the host names none', () => {
    expect(clientAddress(undefined, '198.51.100.1', proxies)).toBeUndefined();
  });
});

describe('the limit of reports', () => {
  it('lets a client report 60 times at once, then once a second', () => {
    let now = 0;
    const limit = new RateLimit(60, () => now);
    const taken = Array.from({ length: 60 }, () => limit.take('one'));
    expect(taken.every((waitMs) => waitMs === 0)).toBe(true);
    expect(limit.take('one')).toBe(1_000);
    expect(limit.take('other')).toBe(0);
    now = 1_000;
    expect([limit.take('one'), limit.take('one')]).toEqual([0, 1_000]);
    now = 600_000;
    expect(limit.take('one', 60)).toBe(0);
    expect(limit.take('one', 30)).toBe(30_000);
  });

  it('forgets the clients that were seen longest ago, and those that have all their reports again', () => {
    let now = 0;
    const limit = new RateLimit(2, () => now);
    for (const client of ['one', 'one', 'two', 'two']) limit.take(client);
    for (let client = 0; client < 50_000; client += 1) limit.take(`further ${client}`);
    expect(limit.take('two')).toBe(0);
    now = 61_000;
    expect(limit.take('two')).toBe(0);
  });

  it('takes more reports than it allows a minute from a client that has all of them, which then waits as long', () => {
    let now = 0;
    const limit = new RateLimit(20, () => now);
    expect([limit.take('one'), limit.take('one', 29, 1)]).toEqual([0, 0]);
    expect(limit.take('one')).toBe(33_000);
    now = 33_000;
    expect([limit.take('one'), limit.take('one', 29, 1)]).toEqual([0, 57_000]);
    now = 100_000;
    expect(limit.take('one', 60)).toBe(0);
    for (now of [161_000, 222_000]) limit.take(`other ${now}`);
    now = 222_500;
    expect(limit.take('one')).toBeCloseTo(500);
  });

  it('is as recorded, with the time to wait', async () => {
    const { accepted_before_429, first_429_response, other_ip_status } = recordings.rate_limit;
    const { fetch } = collector({ store: memoryStore() });
    const report = (address: string): Promise<Response> => fetch(posted(EVENT), { address });
    for (let count = 0; count < accepted_before_429; count += 1) expect((await report('192.0.2.1')).status).toBe(202);
    const refused = await report('192.0.2.1');
    expect({ status: refused.status, body: await refused.text() }).toEqual({
      status: 429,
      body: first_429_response.body,
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await report('192.0.2.2')).status).toBe(other_ip_status);
    expect((await fetch(created({ ...EVENT, ct_type: 1 }), { address: '192.0.2.1' })).status).toBe(429);
    expect((await fetch(posted(EVENT))).status).toBe(202);
  });

  it('counts each event of a list, and each client behind a proxy', async () => {
    const { fetch } = collector({ store: memoryStore(), ratePerMinute: 5, trustedProxies: ['10.0.0.0/8'] });
    const report = async (client: string, events: number): Promise<number> => {
      const list = Array.from({ length: events }, (_, place) => ({ ...EVENT, random_id: `event-${place}` }));
      const { status } = await fetch(posted(list, { 'x-forwarded-for': client }), { address: '10.0.0.1' });
      return status;
    };
    expect(await report('198.51.100.1', 4)).toBe(202);
    expect(await report('198.51.100.1', 2)).toBe(429);
    expect(await report('198.51.100.2', 5)).toBe(202);
    expect(await report('198.51.100.3', 30)).toBe(202);
    expect(await report('198.51.100.3', 1)).toBe(429);
  });
});

describe('a body', () => {
  function streamed(body: ReadableStream): Request {
    return new Request('http://localhost/telemetry', { method: 'POST', body, duplex: 'half' } as RequestInit);
  }

  it('that does not arrive in time is refused', async () => {
    vi.useFakeTimers();
    const { fetch } = aCollector();
    const answering = fetch(streamed(new ReadableStream()));
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await answering).status).toBe(408);
  });

  it('that breaks off is refused', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) });
    expect((await aCollector().fetch(streamed(body))).status).toBe(400);
  });

  it('that is too large is not read to its end', async () => {
    let pulled = 0;
    const chunk = new TextEncoder().encode('x'.repeat(65_536));
    const body = new ReadableStream({ pull: (controller) => void controller.enqueue(((pulled += 1), chunk)) });
    expect((await aCollector().fetch(streamed(body))).status).toBe(400);
    expect(pulled).toBeLessThan(10);
  });

  it('has to wait while others take the memory', async () => {
    let release: () => void = () => undefined;
    const store = memoryStore();
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow: Store = { ...store, report: (...report) => held.then(() => store.report(...report)) };
    const { fetch } = aCollector({ store: slow });
    const large = (place: number): Request =>
      posted({ ...EVENT, random_id: `event-${place}`, padding: 'x'.repeat(250_000) });
    const waiting = Array.from({ length: 210 }, (_, place) => fetch(large(place)));
    const busy = (await Promise.race([...waiting, held])) as Response;
    expect({ status: busy.status, wait: busy.headers.get('retry-after') }).toEqual({ status: 503, wait: '1' });
    release();
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 202).length).toBeGreaterThan(150);
    expect((await fetch(large(999))).status).toBe(202);
  });
});

describe('a store that cannot store', () => {
  const unavailable = (retryAfterMs?: number): Store => ({
    ...memoryStore(),
    report: () => Promise.reject(new TelemetryError('unavailable', 'too many wait', { retryAfterMs })),
  });

  it.each([
    { retryAfterMs: 1_500, header: '2' },
    { retryAfterMs: undefined, header: '5' },
  ])('is a 503 that says when to come back: $header s', async ({ retryAfterMs, header }) => {
    const { fetch } = aCollector({ store: unavailable(retryAfterMs) });
    for (const request of [posted(EVENT), created({ ...EVENT, ct_type: 1 })]) {
      const answer = await fetch(request);
      expect({ status: answer.status, wait: answer.headers.get('retry-after') }).toEqual({ status: 503, wait: header });
    }
  });

  it.each([
    {
      what: 'obeys its signal',
      more: 0,
      hang: (reject: (reason: unknown) => void, signal: AbortSignal) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
    },
    { what: 'never settles, of 10,000 at most', more: 20, hang: () => undefined },
  ])('is given ten seconds where it $what', async ({ more, hang }) => {
    vi.useFakeTimers();
    const hanging: Store = {
      ...memoryStore(),
      report: (_report, { signal }) => new Promise((_resolve, reject) => hang(reject, signal)),
    };
    const { fetch } = aCollector({ store: hanging });
    const statuses: number[] = [];
    const ask = async (): Promise<void> => void statuses.push((await fetch(posted(EVENT))).status);
    const asked = Array.from({ length: more === 0 ? 1 : 10_000 + more }, ask);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(statuses).toEqual(Array(more).fill(503));
    await vi.advanceTimersByTimeAsync(9_000);
    await Promise.all(asked);
    expect(statuses).toEqual(asked.map(() => 503));
  });

  it.each([
    { what: 'healthz', seconds: 5, ask: () => new Request('http://localhost/healthz') },
    { what: 'a lookup', seconds: 10, ask: () => new Request(`${RECORDS}?filter=(random_id='event-01')`) },
    { what: 'a view', seconds: 10, ask: () => new Request(`${RECORDS}/event-01`) },
    { what: 'an update', seconds: 10, ask: () => new Request(`${RECORDS}/event-01`, { method: 'PATCH', body: '{}' }) },
    { what: 'a record that has ended', seconds: 10, ask: () => created({ ...EVENT, status: 'failed', ct_type: 1 }) },
    { what: 'a new record', seconds: 10, ask: () => created({ ...EVENT, ct_type: 1 }) },
  ])('is read for $seconds seconds at most: $what', async ({ seconds, ask }) => {
    vi.useFakeTimers();
    const store = memoryStore();
    const hang = (call?: CallOptions): Promise<never> =>
      readWithin(call, ({ signal }) => new Promise((_, reject) => whenAborted(signal, () => reject(signal.reason))));
    const ping: Store['records']['ping'] = async (call) => {
      const error = toTelemetryError(await hang(call).catch((thrown: unknown) => thrown), 'not-sent');
      return { state: 'down', error, checkedAt: new Date() };
    };
    const records = { ...store.records, ping, get: (_key: string, call?: CallOptions) => hang(call) };
    const { fetch } = aCollector({ store: { ...store, records } });
    const statuses: number[] = [];
    void fetch(ask()).then(({ status }) => statuses.push(status));
    await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
    expect(statuses).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(statuses).toEqual([503]);
  });

  it('cannot be read either, which health says', async () => {
    const store = memoryStore();
    const { fetch } = aCollector({ store });
    expect((await fetch(new Request('http://localhost/healthz'))).status).toBe(200);
    await store.close();
    const answer = await fetch(new Request('http://localhost/healthz'));
    expect({ status: answer.status, ...((await answer.json()) as object) }).toMatchObject({ status: 'degraded' });
    expect((await fetch(new Request(`${RECORDS}/event-01`))).status).toBe(503);
    expect((await fetch(posted(EVENT))).status).toBe(503);
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string): Request =>
    new Request('http://localhost/telemetry', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });

  it.each([
    { cors: undefined, origin: 'https://a.example', allowed: null, status: 405 },
    { cors: '*' as const, origin: 'https://a.example', allowed: '*', status: 204 },
    { cors: ['https://a.example'], origin: 'https://a.example', allowed: 'https://a.example', status: 204 },
    { cors: ['https://a.example'], origin: 'https://b.example', allowed: null, status: 405 },
  ])('may call with $cors from $origin: $allowed', async ({ cors, origin, allowed, status }) => {
    const { fetch } = aCollector({ cors });
    const answer = await fetch(preflight(origin));
    expect({ status: answer.status, allowed: answer.headers.get('access-control-allow-origin') }).toEqual({
      status,
      allowed,
    });
    const report = await fetch(posted(EVENT, { origin }));
    expect(report.headers.get('access-control-allow-origin')).toBe(allowed);
  });
});

describe('reading with a token', () => {
  const readToken = 'a-token-of-24-characters';

  it.each([
    { path: '/metrics', closed: 401 },
    { path: '/api/stream', closed: 401 },
    { path: '/api/collections/_dev_telemetry_data/records/event-01', closed: 404 },
    { path: '/healthz', closed: 200 },
  ])('closes $path: $closed', async ({ path, closed }) => {
    const { fetch } = aCollector({ readToken });
    await fetch(posted(EVENT));
    const ask = async (authorization?: string): Promise<number> => {
      const headers = authorization === undefined ? {} : { authorization };
      const { status, body } = await fetch(new Request(`http://localhost${path}`, { headers }));
      await body?.cancel();
      return status;
    };
    const wrong = [
      undefined,
      '',
      'Bearer',
      `Bearer ${readToken}x`,
      `Bearer ${readToken.slice(1)}`,
      'Bearer a-token-of-24-characterz',
    ];
    for (const authorization of wrong) expect(await ask(authorization)).toBe(closed);
    expect(await ask(`Bearer ${readToken}`)).toBe(200);
    expect(await ask(readToken)).toBe(200);
  });

  it('leaves the lookup open, without the rest of the record', async () => {
    const { fetch } = aCollector({ readToken });
    await fetch(posted({ ...EVENT, os_type: 'debian' }));
    const answer = await fetch(new Request(`${RECORDS}?filter=(random_id='event-01')`));
    expect(await answer.json()).toMatchObject({
      items: [{ id: 'event-01', random_id: 'event-01', status: 'installing' }],
    });
    const again = await fetch(new Request(`${RECORDS}?filter=(random_id='event-01')&fields=os_type`));
    expect(await again.json()).toMatchObject({ items: [{}] });
  });
});

describe('the options', () => {
  it.each([
    { given: { store: undefined }, wrong: 'store' },
    { given: { store: {} }, wrong: 'store' },
    { given: { trustedProxies: ['10.0.0.0/33'] }, wrong: 'trustedProxies' },
    { given: { trustedProxies: '10.0.0.0/8' }, wrong: 'trustedProxies' },
    { given: { ratePerMinute: -1 }, wrong: 'ratePerMinute' },
    { given: { maxBodyBytes: 0 }, wrong: 'maxBodyBytes' },
    { given: { collection: 'a/b' }, wrong: 'collection' },
    { given: { cors: ['https://a.example/path'] }, wrong: 'cors' },
    { given: { readToken: 'short' }, wrong: 'readToken' },
    { given: { origin: '*' }, wrong: 'origin' },
  ])('are checked: $wrong', ({ given, wrong }) => {
    const make = (): unknown => collector({ store: memoryStore(), ...given } as unknown as CollectorOptions);
    try {
      make();
      expect.unreachable();
    } catch (error) {
      expect(isTelemetryError(error) && [error.code, Object.keys(error.fields ?? {})]).toEqual([
        'invalid-options',
        [wrong],
      ]);
    }
  });
});

describe('the metrics', () => {
  it('count reports by result, and only grow', async () => {
    const { fetch } = aCollector();
    const shown = async (): Promise<string> => (await fetch(new Request('http://localhost/metrics'))).text();
    const values = (text: string): Map<string, number> =>
      new Map([...text.matchAll(/^(\w+_total\S*) (\d+)$/gm)].map(([, name = '', value]) => [name, Number(value)]));
    const before = values(await shown());
    for (const event of [EVENT, EVENT, { ...EVENT, status: 'failed', exit_code: 1 }, { ...EVENT, status: 'success' }]) {
      await fetch(posted(event));
    }
    await fetch(posted({ ...EVENT, type: 'ct' }));
    const text = await shown();
    const after = values(text);
    expect(Object.fromEntries(after)).toMatchObject({
      'telemetry_reports_total{result="stored"}': 2,
      'telemetry_reports_total{result="repeated"}': 1,
      'telemetry_reports_total{result="superseded"}': 1,
      'telemetry_reports_total{result="refused"}': 1,
      'telemetry_requests_total{status="202"}': 4,
      telemetry_installs_total: 1,
      telemetry_installs_failed_total: 1,
      telemetry_installs_success_total: 0,
    });
    for (const [name, value] of before) expect(after.get(name)).toBeGreaterThanOrEqual(value);
    expect(text).toMatch(/^# TYPE telemetry_reports_total counter$/m);
  });
});
