import { afterEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_URL, ingest, type IngestOptions } from '../../src/backends/ingest/index.js';
import { MemoryGuardStore } from '../../src/testing/index.js';
import { explainExitCode, isTelemetryError, TelemetryClient, type TelemetryEvent, VERSION } from '../../src/index.js';
import { IngestService } from '../ingest/service.js';
import { aServiceClient, transportTo } from '../support/ingest-service.js';
import { aRecord } from '../support/records.js';
import { type Answer, scripted } from '../support/scripted-transport.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
const accepted: Answer = { status: 202, text: 'accepted' };

function aClient(transport: ReturnType<typeof scripted>, options: IngestOptions = {}): TelemetryClient {
  return new TelemetryClient({ consent: 'yes', backend: ingest({ transport, ...options }) });
}

describe('the ingest backend', () => {
  it('posts to the community’s service unless told otherwise, with one header more than PocketBase’s', async () => {
    const transport = scripted(accepted);
    await aClient(transport, { headers: { authorization: 'token' } }).create(aRecord());
    expect(transport.seen).toMatchObject([
      {
        method: 'POST',
        url: new URL(DEFAULT_URL),
        headers: {
          'content-type': 'application/json',
          'user-agent': `community-scripts-telemetry/${VERSION}`,
          authorization: 'token',
        },
      },
    ]);
  });

  it.each<{ answer: Answer; code: string; fate: string; requests: number }>([
    { answer: { status: 200, text: 'accepted' }, code: 'unexpected-answer', fate: 'unknown', requests: 1 },
    { answer: { status: 200, text: '<html>' }, code: 'unexpected-answer', fate: 'unknown', requests: 1 },
    { answer: { status: 204, text: '' }, code: 'unexpected-answer', fate: 'unknown', requests: 1 },
    { answer: { status: 400, text: 'invalid payload\n' }, code: 'rejected', fate: 'refused', requests: 1 },
    { answer: { status: 403, text: 'no' }, code: 'rejected', fate: 'refused', requests: 1 },
    { answer: { status: 404, text: 'no' }, code: 'rejected', fate: 'refused', requests: 1 },
    { answer: { status: 405, text: 'no' }, code: 'rejected', fate: 'refused', requests: 1 },
    { answer: { status: 413, text: 'no' }, code: 'rejected', fate: 'refused', requests: 1 },
    { answer: { status: 429, text: 'rate limited\n' }, code: 'unavailable', fate: 'refused', requests: 1 },
    { answer: { status: 408, text: '' }, code: 'unavailable', fate: 'unknown', requests: 3 },
    { answer: { status: 503, text: 'server busy\n' }, code: 'unavailable', fate: 'unknown', requests: 3 },
    { answer: { rejects: new Error('reset') }, code: 'unreachable', fate: 'unknown', requests: 3 },
    {
      answer: { status: 307, headers: { location: 'https://elsewhere.example/telemetry' } },
      code: 'unexpected-answer',
      fate: 'unknown',
      requests: 1,
    },
  ])(
    'fails as $code, $fate, after $requests requests when answered $answer',
    async ({ answer, code, fate, requests }) => {
      for (const operation of ['create', 'update'] as const) {
        const transport = scripted(answer);
        const telemetry = aClient(transport);
        const record = aRecord({ random_id });
        const outcome =
          operation === 'create' ? await telemetry.create(record) : await telemetry.update({ random_id, record });
        expect(outcome).toMatchObject({ outcome: 'failed', error: { code, fate } });
        expect(transport.seen).toHaveLength(requests);
      }
    },
  );

  it('repeats the same payload, and delivers a failed end again as it was', async () => {
    const transport = scripted(accepted, { status: 503 }, { status: 503 }, { status: 503 }, accepted);
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.update({ random_id, exit_code: 7 })).toMatchObject({ outcome: 'failed' });
    expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject({ reason: 'already-updated' });
    const [, ...ends] = transport.seen.map(({ body }) => body);
    expect(ends).toHaveLength(4);
    for (const end of ends) expect(end).toEqual(ends[0]);
    expect(ends[0]).toMatchObject({ status: 'failed', exit_code: 7 });
  });

  it.each(['delivered', 'attempted'] as const)(
    'sends the end with what any of the callers knows of the record, who joined one that said too little: %s',
    async (closeGuard) => {
      const service = new IngestService();
      const guards = new MemoryGuardStore();
      const end = { status: 'failed', exit_code: 1, error: explainExitCode(1) } as const;
      const held = await guards.claim(random_id, end, new AbortController().signal);
      const telemetry = aServiceClient(service, {}, { guards, closeGuard });
      const { type, nsapp } = aRecord();
      const outcomes = Promise.all([
        telemetry.update({ random_id, exit_code: 1 }),
        telemetry.update({ random_id, exit_code: 1, record: { type } }),
        telemetry.update({ random_id, exit_code: 1, record: { type, nsapp } }),
      ]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (held.granted) await held.release();
      const incomplete = { outcome: 'failed', error: { code: 'invalid-record', fate: 'not-sent' } };
      expect(await outcomes).toMatchObject([incomplete, incomplete, { outcome: 'accepted' }]);
      expect(service.stored).toMatchObject([{ type, nsapp, status: 'failed', exit_code: 1 }]);
    },
  );

  it('delivers the whole installation with its end where the create failed', async () => {
    const transport = scripted({ status: 403 }, accepted);
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id, os_type: 'debian', disk_size: '8G' }));
    expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject({ outcome: 'accepted' });
    expect(transport.seen[1]?.body).toMatchObject({ os_type: 'debian', disk_size: 8, status: 'success' });
  });

  it.each<{ options: object; option: string }>([
    { options: { url: 'telemetry.example' }, option: 'url' },
    { options: { url: 'https://user:secret@telemetry.example' }, option: 'url' },
    { options: { payloadVersion: 3 }, option: 'payloadVersion' },
    { options: { abortedExitCodes: [130] }, option: 'abortedExitCodes' },
    { options: { headers: { a: 1 } }, option: 'headers' },
    { options: { transport: 'fetch' }, option: 'transport' },
    { options: { maxAnswerBytes: 1 }, option: 'maxAnswerBytes' },
    { options: { baseUrl: 'https://telemetry.example' }, option: 'baseUrl' },
  ])('throws for $options', ({ options, option }) => {
    let thrown: unknown;
    try {
      ingest(options);
    } catch (error) {
      thrown = error;
    }
    expect(isTelemetryError(thrown) && thrown.fields).toHaveProperty(option);
  });
});

describe('sixty reports a minute', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A client on a clock of its own, and a service that counts by the same. */
  function onOneClock(own: { deadlineMs?: number; timeoutMs?: number } = {}): {
    service: IngestService;
    telemetry: TelemetryClient;
    told: TelemetryEvent[];
  } {
    const told: TelemetryEvent[] = [];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    const service = new IngestService({ now: () => performance.now() });
    return { service, told, telemetry: aServiceClient(service, {}, { ...own, onEvent: (event) => told.push(event) }) };
  }

  it('leave at once, and the next one fails as unavailable, not sent, where it would come too late', async () => {
    const { service, telemetry } = onOneClock();
    const outcomes = await Promise.all(Array.from({ length: 61 }, () => telemetry.create(aRecord())));
    expect(outcomes.slice(0, 60).every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect(outcomes[60]).toMatchObject({
      outcome: 'failed',
      error: { code: 'unavailable', fate: 'not-sent' },
    });
    expect(outcomes[60]).not.toHaveProperty('error.status');
    expect(service.bodies).toHaveLength(60);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keep the next ones waiting inside their deadline, in order', async () => {
    const { service, telemetry } = onOneClock({ deadlineMs: 200_000, timeoutMs: 150_000 });
    await Promise.all(Array.from({ length: 60 }, () => telemetry.create(aRecord())));
    const names = ['one', 'two', 'three'];
    const late = names.map((nsapp) => telemetry.create(aRecord({ nsapp })));
    await vi.advanceTimersByTimeAsync(60_900);
    expect(service.bodies).toHaveLength(60);
    await vi.advanceTimersByTimeAsync(200);
    expect((await Promise.all(late)).map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(service.stored.slice(60).map((row) => row['nsapp'])).toEqual(names);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are waited for beyond the time of an attempt, and the wait is told as none', async () => {
    const { service, telemetry, told } = onOneClock({ deadlineMs: 100_000, timeoutMs: 5_000 });
    await Promise.all(Array.from({ length: 60 }, () => telemetry.create(aRecord())));
    told.length = 0;
    const late = telemetry.create(aRecord());
    await vi.advanceTimersByTimeAsync(61_100);
    expect(await late).toMatchObject({ outcome: 'accepted' });
    expect(service.bodies).toHaveLength(61);
    expect(told).toMatchObject([{ type: 'attempt', attempt: 1, durationMs: 0 }, { type: 'outcome' }]);
  });

  it.each([
    { own: { deadlineMs: 300_000 }, accepted: 300 },
    { own: { deadlineMs: 150_000, timeoutMs: 150_000 }, accepted: 180 },
    { own: { deadlineMs: 62_000 }, accepted: 120 },
    { own: { deadlineMs: 61_900 }, accepted: 60 },
  ])('are all that leave of 300 at once where $own, and those too late fail at once', async (limits) => {
    const { service, telemetry } = onOneClock(limits.own);
    const began = performance.now();
    const reports = Array.from({ length: 300 }, async () => {
      const outcome = await telemetry.create(aRecord());
      return { ...outcome, tookMs: performance.now() - began };
    });
    await vi.advanceTimersByTimeAsync(limits.own.deadlineMs);
    const outcomes = await Promise.all(reports);
    expect(outcomes.slice(0, limits.accepted).map(({ outcome, tookMs }) => [outcome, tookMs])).toEqual(
      Array.from({ length: limits.accepted }, (_, index) => ['accepted', Math.floor(index / 60) * 61_000]),
    );
    for (const refused of outcomes.slice(limits.accepted)) {
      expect(refused).toMatchObject({ error: { code: 'unavailable', fate: 'not-sent' }, tookMs: 0 });
    }
    expect(service.stored).toHaveLength(limits.accepted);
  });

  it('are not spent on what is refused before it is sent, which does not wait either', async () => {
    const { service, telemetry } = onOneClock();
    for (let index = 0; index < 70; index += 1) {
      expect(await telemetry.update({ random_id })).toMatchObject({ error: { code: 'invalid-record' } });
    }
    await Promise.all(Array.from({ length: 60 }, () => telemetry.create(aRecord())));
    expect(service.stored).toHaveLength(60);
    expect(await telemetry.update({ random_id }, { deadlineMs: 100_000 })).toMatchObject({
      error: { code: 'invalid-record' },
    });
  });

  it('let an end know what its create was given, which may still wait', async () => {
    const { service, telemetry } = onOneClock();
    await Promise.all(Array.from({ length: 60 }, () => telemetry.create(aRecord())));
    const record = aRecord({ random_id, os_type: 'debian' });
    expect(await telemetry.create(record)).toMatchObject({ error: { fate: 'not-sent' } });
    await telemetry.create(record, { newAttempt: true });
    await vi.advanceTimersByTimeAsync(61_000);
    const end = { random_id, exit_code: 1, record: { execution_id: random_id } };
    expect(await telemetry.update(end)).toMatchObject({ outcome: 'accepted' });
    expect(service.stored[60]).toMatchObject({ execution_id: random_id, os_type: 'debian', exit_code: 1 });
  });

  it('leave no timer behind when those who wait give up', async () => {
    const { service, telemetry } = onOneClock({ deadlineMs: 200_000, timeoutMs: 150_000 });
    await Promise.all(Array.from({ length: 60 }, () => telemetry.create(aRecord())));
    const controller = new AbortController();
    const late = [1, 2].map(() => telemetry.create(aRecord(), { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(1_000);
    controller.abort();
    for (const outcome of await Promise.all(late)) {
      expect(outcome).toMatchObject({ error: { code: 'aborted' } });
    }
    expect(service.bodies).toHaveLength(60);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are never more in any minute of the service, however the reports come', async () => {
    const { service, telemetry } = onOneClock({ deadlineMs: 1_000_000, timeoutMs: 900_000 });
    const reports: Promise<{ outcome: string }>[] = [];
    for (let burst = 0; burst < 20; burst += 1) {
      for (let index = 0; index < 17; index += 1) reports.push(telemetry.create(aRecord()));
      await vi.advanceTimersByTimeAsync(7_300);
    }
    await vi.advanceTimersByTimeAsync(400_000);
    const outcomes = await Promise.all(reports);
    expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect(service.stored).toHaveLength(340);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are counted for each backend, so that clients of one backend share them', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    const service = new IngestService({ now: () => performance.now() });
    const backend = ingest({ transport: transportTo(service) });
    const clients = [1, 2].map(() => new TelemetryClient({ consent: true, backend }));
    const outcomes = await Promise.all(
      clients.flatMap((client) => Array.from({ length: 31 }, () => client.create(aRecord()))),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toHaveLength(2);
    expect(service.bodies).toHaveLength(60);
  });
});

const heldBack = 'Not sent: the service accepts 60 reports a minute';

describe('too many requests, because others report from the same address,', () => {
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  /** A client on a clock of its own, whose service answers so, one answer after the other. */
  async function answered(...given: Parameters<typeof scripted>): Promise<{
    transport: ReturnType<typeof scripted>;
    create: (deadlineMs?: number) => ReturnType<TelemetryClient['create']>;
  }> {
    // What is loaded on demand is loaded now: modules do not wait for a virtual clock.
    await aClient(scripted(accepted)).create(aRecord());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const transport = scripted(...given);
    const telemetry = aClient(transport);
    return { transport, create: (deadlineMs = 10_000) => telemetry.create(aRecord(), { deadlineMs }) };
  }

  it('end the call at once, and the next ones without a request, until the minute is over', async () => {
    const { transport, create } = await answered({ status: 429 }, accepted);
    expect(await create()).toMatchObject({
      error: { code: 'unavailable', status: 429, fate: 'refused', retryAfterMs: 61_000 },
    });
    await vi.advanceTimersByTimeAsync(41_000);
    expect(await create()).toMatchObject({
      error: { code: 'unavailable', message: heldBack, fate: 'not-sent', retryAfterMs: 20_000 },
    });
    expect(transport.seen).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await create()).toMatchObject({ outcome: 'accepted' });
  });

  it('are tried again when the minute is over, where the deadline allows it', async () => {
    const { transport, create } = await answered({ status: 429 }, accepted);
    const created = create(100_000);
    await vi.advanceTimersByTimeAsync(60_900);
    expect(transport.seen).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(await created).toMatchObject({ outcome: 'accepted' });
    expect(transport.seen).toHaveLength(2);
  });

  it('hold back as long as a Retry-After says', async () => {
    const { transport, create } = await answered({ status: 429, headers: { 'retry-after': '3' } }, accepted);
    const both = [create(), create()];
    await vi.advanceTimersByTimeAsync(2_900);
    expect(transport.seen).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(200);
    expect(await Promise.all(both)).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
  });

  it('end the wait only of those for whom it is now too long', async () => {
    const late = async (): Promise<Answer> => {
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      return { status: 429 };
    };
    const { transport, create } = await answered(...Array.from({ length: 59 }, () => accepted), late, accepted);
    const first = Array.from({ length: 60 }, () => create());
    const told: string[] = [];
    const [hasty, patient] = [create(63_000), create(100_000)];
    void hasty.then(() => told.push('hasty'));
    await vi.advanceTimersByTimeAsync(3_900);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(told).toEqual(['hasty']);
    expect(await hasty).toMatchObject({ error: { code: 'unavailable', message: heldBack, fate: 'not-sent' } });
    expect(await first.at(-1)).toMatchObject({ error: { status: 429, fate: 'refused' } });
    await vi.advanceTimersByTimeAsync(60_800);
    expect(transport.seen).toHaveLength(60);
    await vi.advanceTimersByTimeAsync(200);
    expect(await patient).toMatchObject({ outcome: 'accepted' });
  });
});
