import { describe, expect, it } from 'vitest';
import { useServe } from './served.js';

const { serve, store } = useServe();

/** The lines of a log, without their times and durations, which are checked. */
function linesOf(printed: string): Record<string, unknown>[] {
  return printed
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { time, durationMs, ...rest } = JSON.parse(line) as Record<string, unknown>;
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      if (rest['event'] === 'request') expect(durationMs).toBeGreaterThanOrEqual(0);
      return rest;
    });
}

/** A line with its fields in one order. */
function inText(line: object): string {
  return JSON.stringify(Object.entries(line).sort());
}

const REPORT = JSON.stringify({ random_id: 'event-01', type: 'lxc', nsapp: 'plex', status: 'installing' });

const REQUESTS: readonly { path: string; init?: RequestInit; logged: object }[] = [
  {
    path: '/telemetry?token=query-secret',
    init: { method: 'POST', body: REPORT },
    logged: { method: 'POST', path: '/telemetry', status: 202 },
  },
  {
    path: '/telemetry',
    init: { method: 'POST', body: 'body-secret' },
    logged: { method: 'POST', path: '/telemetry', status: 400, reason: 'invalid json' },
  },
  {
    path: '/api/collections/_dev_telemetry_data/records',
    init: { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
    logged: {
      method: 'POST',
      path: '/api/collections/_dev_telemetry_data/records',
      status: 400,
      reason: 'Failed to create record.',
    },
  },
  {
    path: '/api/records',
    init: { headers: { authorization: 'Bearer header-secret', 'x-forwarded-for': '203.0.113.7' } },
    logged: { method: 'GET', path: '/api/records', status: 401, reason: 'reading needs the token' },
  },
  {
    path: '/from/203.0.113.7/%0A%22',
    logged: { method: 'GET', path: '/from/[ip]/%0A%22', status: 404, reason: '404 page not found' },
  },
  { path: '/healthz', init: { method: 'HEAD' }, logged: { method: 'HEAD', path: '/healthz', status: 200 } },
];

describe('telemetry serve --log json', () => {
  it.each([['1'], ['2']])(
    'logs each request in a line, and nothing that names a client, with %s workers',
    async (workers) => {
      process.env['TELEMETRY_READ_TOKEN'] = 'a-token-of-this-test';
      const served = await serve(['--log', 'json', '--workers', workers, '--trusted-proxies', '127.0.0.1']);
      delete process.env['TELEMETRY_READ_TOKEN'];
      for (const { path, init } of REQUESTS) await (await fetch(`${served.url}${path}`, init)).text();
      expect(await served.end()).toBe(0);
      const [first, ...lines] = linesOf(served.printed());
      expect(first).toEqual({ event: 'listening', url: served.url, store: store() });
      expect(lines.pop()).toEqual({ event: 'stopped' });
      // Workers write each for itself.
      const expected = REQUESTS.map(({ logged }) => inText({ event: 'request', ...logged }));
      expect(lines.map(inText).sort()).toEqual(expected.sort());
      expect(served.printed()).not.toMatch(/secret|203\.0|a-token/);
    },
  );

  it('logs a stream when it ends', async () => {
    const served = await serve(['--log', 'json']);
    const stream = await fetch(`${served.url}/api/stream`);
    const reading = stream.text();
    await served.end();
    await reading;
    expect(linesOf(served.printed())).toContainEqual({
      event: 'request',
      method: 'GET',
      path: '/api/stream',
      status: 200,
    });
  });

  it('prints nothing about requests without --log', async () => {
    const served = await serve();
    const before = served.printed();
    await fetch(`${served.url}/nowhere`);
    await served.end();
    expect(served.printed()).toBe(before);
  });
});
