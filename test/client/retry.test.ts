import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TelemetryEvent } from '../../src/index.js';
import { pocketBase, TelemetryClient } from '../../src/index.js';
import { parseRetryAfter } from '../../src/transport/retry-after.js';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { answers, methods, scripted } from '../support/scripted-transport.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
const record_id = 'abc123def456789';

beforeEach(async () => {
  // What is loaded on demand is loaded now: modules do not wait for a virtual clock.
  await aClient(scripted(answers.stored())).create(aRecord());
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** Lets virtual time pass until the call is over, and tells how long it took. */
async function timed<T>(call: Promise<T>): Promise<{ result: T; tookMs: number }> {
  const began = performance.now();
  let isOver = false;
  const over = call.then((result) => {
    isOver = true;
    return { result, tookMs: performance.now() - began };
  });
  while (!isOver) await vi.advanceTimersByTimeAsync(1);
  return over;
}

describe('a request that may pass', () => {
  it.each([
    { what: 'silence', failure: { rejects: new Error('reset') } },
    { what: '408', failure: { status: 408 } },
    { what: '425', failure: { status: 425 } },
    { what: '429', failure: { status: 429 } },
    { what: '500', failure: { status: 500 } },
    { what: '503', failure: { status: 503 } },
  ])('is sent again after $what, for every kind of request', async ({ failure }) => {
    const transport = scripted(failure, answers.found(), failure, answers.stored());
    const { result } = await timed(aClient(transport).update({ random_id, status: 'done' }));
    expect(result).toMatchObject({ outcome: 'updated' });
    expect(methods(transport)).toEqual(['GET', 'GET', 'PATCH', 'PATCH']);
    expect(transport.seen[3]?.body).toEqual(transport.seen[2]?.body);
  });

  it.each([400, 401, 403, 404, 413, 200])('is not sent again after %i', async (status) => {
    const transport = scripted({ status, json: { data: { nsapp: { code: 'validation_required' } } } });
    const { result } = await timed(aClient(transport).create(aRecord()));
    expect(result).toMatchObject({ outcome: 'failed', error: { status } });
    expect(methods(transport)).toEqual(['POST']);
  });

  it.each([1, 2, 3, 5])('is sent %i times at most', async (attempts) => {
    const transport = scripted({ status: 503 });
    const { result } = await timed(aClient(transport, { attempts, deadlineMs: 60_000 }).create(aRecord()));
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'unavailable', status: 503 } });
    expect(transport.seen).toHaveLength(attempts);
  });

  it('waits longer each time, between half and all of 250 ms doubled', async () => {
    const delays: number[] = [];
    const onEvent = (event: TelemetryEvent): unknown => event.type === 'retry' && delays.push(event.delayMs);
    const telemetry = aClient(scripted({ status: 503 }), { attempts: 7, deadlineMs: 120_000, onEvent });
    await timed(telemetry.create(aRecord()));
    [250, 500, 1_000, 2_000, 4_000, 5_000].forEach((ceiling, index) => {
      expect(delays[index]).toBeGreaterThanOrEqual(ceiling / 2);
      expect(delays[index]).toBeLessThanOrEqual(ceiling);
    });
  });

  it('is told with the time it took, attempt by attempt and altogether', async () => {
    const events: TelemetryEvent[] = [];
    const transport = scripted(async () => {
      await new Promise((resolve) => setTimeout(resolve, 40));
      return transport.seen.length === 1 ? { status: 429, headers: { 'retry-after': '1' } } : answers.stored();
    });
    vi.advanceTimersByTime(5);
    await timed(aClient(transport, { onEvent: (event) => events.push(event) }).create(aRecord()));
    expect(events).toMatchObject([
      { type: 'attempt', durationMs: 40 },
      { type: 'retry', delayMs: 1_000 },
      { type: 'attempt', durationMs: 40 },
      { type: 'outcome', durationMs: 1_080 },
    ]);
  });

  it.each([
    { header: '3', tookMs: 3_000 },
    { header: ' 0 ', tookMs: 0 },
    { header: () => new Date(Date.now() + 4_000).toUTCString(), tookMs: 4_000 },
    { header: () => new Date(Date.now() - 60_000).toUTCString(), tookMs: 0 },
  ])('waits as long as Retry-After says', async ({ header, tookMs }) => {
    vi.setSystemTime(new Date('2026-01-01T00:00:00.000Z'));
    const value = typeof header === 'function' ? header() : header;
    const transport = scripted({ status: 429, headers: { 'Retry-After': value } }, answers.stored());
    const { result, tookMs: took } = await timed(aClient(transport).create(aRecord()));
    expect(result).toMatchObject({ outcome: 'created' });
    expect(took).toBeGreaterThanOrEqual(tookMs);
    expect(took).toBeLessThan(tookMs + 100);
  });

  it('is not waited for when Retry-After goes past the deadline', async () => {
    const transport = scripted({ status: 503, headers: { 'retry-after': '60' } });
    const { result, tookMs } = await timed(aClient(transport).create(aRecord()));
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'unavailable', retryAfterMs: 60_000 } });
    expect(tookMs).toBeLessThan(100);
    expect(transport.seen).toHaveLength(1);
  });

  it('is given timeoutMs each time, and deadlineMs altogether', async () => {
    const transport = scripted('silence');
    const telemetry = aClient(transport, { timeoutMs: 4_000, deadlineMs: 9_000 });
    const { result, tookMs } = await timed(telemetry.create(aRecord()));
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'timed-out', fate: 'unknown' } });
    expect(tookMs).toBeGreaterThanOrEqual(9_000);
    expect(tookMs).toBeLessThan(9_100);
    expect(transport.seen).toHaveLength(3);
  });

  it('ends at the deadline even where the transport does not listen to its signal', async () => {
    const deaf = (): Promise<never> => new Promise(() => undefined);
    const { result, tookMs } = await timed(aClient(deaf, { deadlineMs: 2_000 }).create(aRecord()));
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'timed-out', fate: 'unknown' } });
    expect(tookMs).toBeLessThan(2_100);
  });

  it('ends when the caller’s signal fires, while it waits and while it sends', async () => {
    for (const script of [{ status: 503 }, 'silence'] as const) {
      const controller = new AbortController();
      const transport = scripted(script);
      setTimeout(() => controller.abort(), 50);
      const { result, tookMs } = await timed(aClient(transport).create(aRecord(), { signal: controller.signal }));
      expect(result).toMatchObject({ outcome: 'failed', error: { code: 'aborted', fate: 'unknown' } });
      expect(tookMs).toBeLessThan(100);
      expect(transport.seen).toHaveLength(1);
    }
  });

  it('is refused, not of unknown fate, when every answer says so', async () => {
    const { result } = await timed(aClient(scripted({ status: 429 })).create(aRecord()));
    expect(result).toMatchObject({ outcome: 'failed', error: { fate: 'refused' } });
  });

  it('stays of unknown fate when one answer was lost and the next one refuses', async () => {
    const { result } = await timed(
      aClient(scripted({ rejects: new Error('reset') }, { status: 403 })).create(aRecord()),
    );
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'rejected', fate: 'unknown' } });
  });

  it('was never sent where no connection was made', async () => {
    const refused = new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) });
    const { result } = await timed(aClient(scripted({ rejects: refused })).create(aRecord()));
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'unreachable', fate: 'not-sent' } });
  });

  it('is not sent again by a backend that may not repeat it, unless it was surely not done', async () => {
    const once = (transport: ReturnType<typeof scripted>): TelemetryClient => {
      const backend = {
        ...pocketBase({ baseUrl: 'https://pb.example', transport }),
        repeatable: { create: false, update: false },
      };
      return new TelemetryClient({ consent: true, backend });
    };
    const doubtful = scripted({ status: 500 }, answers.stored());
    expect((await timed(once(doubtful).create(aRecord()))).result).toMatchObject({ outcome: 'failed' });
    const refused = scripted({ status: 429 }, answers.stored());
    expect((await timed(once(refused).create(aRecord()))).result).toMatchObject({ outcome: 'created' });
    expect([doubtful.seen.length, refused.seen.length]).toEqual([1, 2]);
  });

  it('is not said to be not-sent when it was done and something failed after it', async () => {
    const controller = new AbortController();
    const telemetry = aClient(scripted(answers.notUnique(), 'silence'));
    const created = telemetry.create(aRecord(), { signal: controller.signal });
    await vi.advanceTimersByTimeAsync(50);
    controller.abort();
    expect(await created).toMatchObject({ outcome: 'failed', error: { code: 'aborted', fate: 'unknown' } });
  });

  it('keeps the fate of a call that ends before anything was sent', async () => {
    const controller = new AbortController();
    controller.abort();
    const transport = scripted(answers.stored());
    const { result } = await timed(aClient(transport).update({ random_id, record_id }, { signal: controller.signal }));
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'aborted', fate: 'not-sent' } });
    expect(transport.seen).toEqual([]);
  });
});

describe('Retry-After', () => {
  it.each([null, '', 'soon', '-1', '5.5', '1e3', 'Infinity', '99999999999'])('of %j says nothing', (value) => {
    expect(parseRetryAfter(value)).toBeUndefined();
  });
});
