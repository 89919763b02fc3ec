import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Listening } from '../../src/cli/serve/node-server.js';
import { hostedCollector } from '../../src/collector/collector.js';
import type { CallOptions } from '../../src/deadline.js';
import { readWithin } from '../../src/sources/http/read-call.js';
import type { Store } from '../../src/stores/store.js';
import { memoryStore } from '../../src/testing/index.js';

let server: Listening;
beforeAll(async () => {
  server = await listen(hostedCollector({ store: memoryStore(), ratePerMinute: 0 }), '127.0.0.1', 0);
});
afterAll(() => server.stop());

const BODY = JSON.stringify({ random_id: 'event-01', type: 'lxc', nsapp: 'plex', status: 'installing' });

function requestOf(target: string, body: string, method = 'POST'): string {
  return `${method} ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** A connection, and what has arrived on it so far. */
async function connected(): Promise<{ socket: Socket; until: (pattern: RegExp) => Promise<string> }> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  const until = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(text) && !socket.destroyed) await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    return text;
  };
  return { socket, until };
}

describe('the server of the command', () => {
  it.each([
    { what: 'an odd target', target: '//', method: 'GET', status: 404 },
    { what: 'a target with an origin', target: 'http://other.example/telemetry', method: 'POST', status: 202 },
    { what: 'a target of dots', target: '/../../telemetry', method: 'POST', status: 202 },
    { what: 'a broken escape', target: '/api/collections/_dev_telemetry_data/records/%zz', method: 'GET', status: 404 },
    { what: 'another method', target: '/telemetry', method: 'TRACE', status: 405 },
  ])('answers $what', async ({ target, method, status }) => {
    const { socket, until } = await connected();
    socket.write(requestOf(target, method === 'POST' ? BODY : '', method));
    expect(await until(/\r\n\r\n/)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    socket.destroy();
  });

  it('reads a body that comes in pieces', async () => {
    const { socket, until } = await connected();
    const whole = requestOf('/telemetry', BODY);
    for (const piece of [whole.slice(0, 40), whole.slice(40, 90), whole.slice(90)]) {
      socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await until(/accepted/)).toContain('202 Accepted');
    socket.destroy();
  });

  it('uses a connection again after a body that was not read to its end', async () => {
    const { socket, until } = await connected();
    socket.write(requestOf('/telemetry', 'x'.repeat(2_000_000)));
    expect(await until(/invalid body/)).toContain('400 Bad Request');
    socket.write(requestOf('/telemetry', BODY));
    expect(await until(/accepted/)).toContain('202 Accepted');
    socket.destroy();
  });

  it('goes on after clients that leave in the middle of a body', async () => {
    for (let count = 0; count < 20; count += 1) {
      const { socket } = await connected();
      socket.write(requestOf('/telemetry', BODY).slice(0, 90));
      socket.destroy();
    }
    expect((await fetch(`${server.url}/telemetry`, { method: 'POST', body: BODY })).status).toBe(202);
  });

  it('ends the read of a client that leaves', async () => {
    const store = memoryStore();
    const hang = (call?: CallOptions): Promise<never> =>
      readWithin(
        call,
        ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      );
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const ended: unknown[] = [];
    const count = (_query?: unknown, call?: CallOptions): Promise<never> => {
      begin();
      return hang(call).catch((reason: unknown) => {
        ended.push(reason);
        throw reason;
      });
    };
    const hanging = { ...store, records: { ...store.records, count } } satisfies Store;
    const slow = await listen(hostedCollector({ store: hanging }), '127.0.0.1', 0);
    const socket = connect(Number(new URL(slow.url).port), '127.0.0.1');
    socket.write(requestOf('/api/cleanup/status', '', 'GET'));
    await begun;
    expect(ended).toEqual([]);
    socket.destroy();
    await expect.poll(() => ended).toMatchObject([{ code: 'aborted' }]);
    await slow.stop();
  });

  it('ends the stream of a client that leaves', async () => {
    const { socket, until } = await connected();
    socket.write(requestOf('/api/stream', '', 'GET'));
    await until(/: open/);
    const open = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text();
    expect(await open()).toContain('telemetry_streams_open 1\n');
    socket.destroy();
    await expect.poll(open).toContain('telemetry_streams_open 0\n');
  });
});
