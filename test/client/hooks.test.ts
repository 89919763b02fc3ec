import { describe, expect, it, vi } from 'vitest';
import { type BeforeSend, type OutgoingReport, type TelemetryEvent, TelemetryClient } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { answers, methods, scripted } from '../support/scripted-transport.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';

describe('beforeSend', () => {
  it('sees every payload that leaves: create, late create and update', async () => {
    const reports: OutgoingReport[] = [];
    const beforeSend: BeforeSend = (report) => {
      reports.push(report);
      return report.payload;
    };
    const transport = scripted(
      { status: 403 },
      answers.nothing(),
      answers.stored(),
      answers.stored(),
      answers.stored(),
    );
    const telemetry = aClient(transport, { beforeSend });
    await telemetry.create(aRecord({ random_id }));
    await telemetry.update({ random_id });
    const { random_id: second } = await telemetry.create(aRecord());
    await telemetry.update({ random_id: second });
    expect(reports.map(({ kind }) => kind)).toEqual(['create', 'late-create', 'create', 'update']);
    const bodies = transport.seen
      .filter(({ method }) => method !== 'GET')
      .map(({ body }) => Object.keys(body as object));
    expect(reports.map(({ payload }) => Object.keys(payload))).toEqual(bodies);
  });

  it('changes what is sent, but not the random_id', async () => {
    const backend = memory();
    const beforeSend: BeforeSend = async ({ payload }) => ({
      ...payload,
      nsapp: 'hidden',
      random_id: 'another-random-id',
    });
    await new TelemetryClient({ consent: true, backend, beforeSend }).create(aRecord({ random_id }));
    expect(backend.records()).toMatchObject([{ nsapp: 'hidden', random_id }]);
  });

  it('is asked once for an end, and every repetition carries what it said', async () => {
    const transport = scripted({ status: 403 }, answers.stored());
    let calls = 0;
    const beforeSend: BeforeSend = ({ payload }) => {
      calls += 1;
      return Object.assign(payload, { error: `${payload.error ?? ''} ${calls}` });
    };
    const telemetry = aClient(transport, { beforeSend });
    await telemetry.update({ random_id, record_id: 'abc123def456789', exit_code: 127 });
    await telemetry.update({ random_id, record_id: 'abc123def456789', exit_code: 127 });
    expect(transport.seen.map(({ body }) => body)).toMatchObject([
      { error: 'Command not found 1' },
      { error: 'Command not found 1' },
    ]);
  });

  describe('of a late create whose answer is lost', () => {
    /** Refuses the first POST, loses the answer to the second, and knows the record from then on. */
    function aServer(): ReturnType<typeof scripted> & { ends: object[] } {
      let posts = 0;
      const ends: object[] = [];
      const transport = scripted(({ method, body }) => {
        if (method === 'GET') return ends.length > 0 ? answers.found() : answers.nothing();
        if (method === 'POST') posts += 1;
        if (posts === 1) return { status: 403 };
        if (method === 'POST' && posts > 2) return answers.notUnique();
        ends.push(body as object);
        return method === 'POST' ? { rejects: new Error('reset') } : answers.stored();
      });
      return Object.assign(transport, { ends });
    }

    it.each([
      { what: 'the same delivery', attempts: 3 },
      { what: 'the next one', attempts: 1 },
    ])('is not asked again by a PATCH of $what', async ({ attempts }) => {
      const server = aServer();
      const asked: string[] = [];
      const telemetry = aClient(server, {
        attempts,
        beforeSend: ({ kind, payload }) => {
          asked.push(kind);
          if (kind === 'update') return null;
          return kind === 'create' ? payload : { ...payload, error: `asked ${asked.length}` };
        },
      });
      await telemetry.create(aRecord({ random_id }));
      const first = await telemetry.update({ random_id, exit_code: 127 });
      const last = first.outcome === 'failed' ? await telemetry.update({ random_id, exit_code: 127 }) : first;
      expect(last).toMatchObject({ outcome: 'updated' });
      expect(asked).toEqual(['create', 'late-create']);
      const end = { status: 'failed', error: 'asked 2', exit_code: 127 };
      expect(server.ends).toMatchObject([end, end]);
    });
  });

  it('is asked for a late create after a PATCH that found no record, and its end stays as it was', async () => {
    const transport = scripted({ status: 403 }, answers.missing(), answers.nothing(), answers.stored());
    let asked = 0;
    const telemetry = aClient(transport, {
      beforeSend: ({ payload }) => ({ ...payload, error: `${payload.error ?? ''} ${(asked += 1)}` }),
    });
    await telemetry.create(aRecord({ random_id }));
    await telemetry.update({ random_id, record_id: 'abc123def456789', exit_code: 127 });
    const error = 'Command not found 2';
    expect(methods(transport)).toEqual(['POST', 'PATCH', 'GET', 'POST']);
    expect([transport.seen[1]?.body, transport.seen[3]?.body]).toMatchObject([{ error }, { nsapp: 'plex', error }]);
  });

  it('may leave the explanation out of a late create, but not its end', async () => {
    const lateOf = async (own: object): Promise<object> => {
      const telemetry = aClient(scripted({ status: 403 }, answers.nothing(), answers.stored()), {
        beforeSend: ({ kind, payload }) => {
          if (kind !== 'late-create') return payload;
          delete payload.error;
          return { ...payload, ...own };
        },
      });
      await telemetry.create(aRecord({ random_id }));
      return telemetry.update({ random_id });
    };
    expect(await lateOf({})).toMatchObject({ outcome: 'updated', late: true });
    expect(await lateOf({ status: 'installing' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'invalid-record', fields: { status: 'expected a final status' } },
    });
  });

  it.each<{ what: string; beforeSend: BeforeSend }>([
    { what: 'null', beforeSend: () => null },
    { what: 'nothing', beforeSend: () => undefined },
    { what: 'a text', beforeSend: () => 'x' as never },
    { what: 'a promise of null', beforeSend: () => Promise.resolve(null) },
    { what: 'a rejection', beforeSend: () => Promise.reject(new Error('broken')) },
    {
      what: 'an error',
      beforeSend: () => {
        throw new Error('broken');
      },
    },
  ])('drops a create by $what, and its update too', async ({ beforeSend }) => {
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport, { beforeSend });
    expect(await telemetry.create(aRecord({ random_id }))).toEqual({
      random_id,
      outcome: 'skipped',
      reason: 'dropped',
    });
    expect(await telemetry.update({ random_id })).toEqual({ random_id, outcome: 'skipped', reason: 'dropped' });
    expect(await telemetry.update({ random_id })).toEqual({ random_id, outcome: 'skipped', reason: 'dropped' });
    expect(transport.seen).toEqual([]);
  });

  it('forgets that it dropped a create once it lets another one pass', async () => {
    const transport = scripted(answers.stored());
    let asked = 0;
    const telemetry = aClient(transport, { beforeSend: ({ payload }) => ((asked += 1) === 1 ? null : payload) });
    expect(await telemetry.create(aRecord({ random_id }))).toMatchObject({ reason: 'dropped' });
    expect(await telemetry.create(aRecord({ random_id }))).toMatchObject({ outcome: 'created' });
    expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject({ outcome: 'updated' });
    expect(methods(transport)).toEqual(['POST', 'PATCH']);
  });

  it('drops an update alone', async () => {
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport, { beforeSend: ({ kind, payload }) => (kind === 'create' ? payload : null) });
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.update({ random_id })).toMatchObject({ outcome: 'skipped', reason: 'dropped' });
    expect(await telemetry.update({ random_id })).toMatchObject({ outcome: 'skipped', reason: 'dropped' });
    expect(methods(transport)).toEqual(['POST']);
  });

  it('drops a late create', async () => {
    const transport = scripted({ status: 403 }, answers.nothing());
    const telemetry = aClient(transport, {
      beforeSend: ({ kind, payload }) => (kind === 'late-create' ? null : payload),
    });
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.update({ random_id })).toMatchObject({ outcome: 'skipped', reason: 'dropped' });
    expect(methods(transport)).toEqual(['POST', 'GET']);
  });

  it.each([{ status: 'melted' }, { password: 'x' }, { exit_code: -1 }])('may not make a payload of %j', async (own) => {
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport, { beforeSend: ({ payload }) => ({ ...payload, ...own }) as never });
    expect(await telemetry.update({ random_id, record_id: 'abc123def456789' })).toMatchObject({
      outcome: 'failed',
      error: { code: 'invalid-record', fate: 'not-sent', fields: { [Object.keys(own)[0] ?? '']: expect.any(String) } },
    });
    expect(transport.seen).toEqual([]);
  });

  it('is not waited for past the deadline', async () => {
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport, { beforeSend: () => new Promise(() => undefined), deadlineMs: 40 });
    expect(await telemetry.create(aRecord())).toMatchObject({
      outcome: 'failed',
      error: { code: 'timed-out', fate: 'not-sent' },
    });
    expect(transport.seen).toEqual([]);
  });
});

describe('onEvent', () => {
  it('is told of attempts, retries and outcomes, with durations', async () => {
    const events: TelemetryEvent[] = [];
    const onEvent = (event: TelemetryEvent): unknown => events.push(event);
    const telemetry = aClient(scripted({ status: 429, headers: { 'retry-after': '0' } }, answers.stored()), {
      onEvent,
    });
    await telemetry.create(aRecord({ random_id }));
    expect(events).toMatchObject([
      { type: 'attempt', operation: 'create', random_id, attempt: 1, error: { code: 'unavailable', status: 429 } },
      { type: 'retry', operation: 'create', random_id, attempt: 2, delayMs: 0, error: { code: 'unavailable' } },
      { type: 'attempt', operation: 'create', random_id, attempt: 2 },
      { type: 'outcome', operation: 'create', random_id, outcome: { outcome: 'created' } },
    ]);
    expect(events.every((event) => !('durationMs' in event) || event.durationMs >= 0)).toBe(true);
    expect(events[2]).not.toHaveProperty('error');
  });

  it('is told of the reports of a tracked installation', async () => {
    const events: TelemetryEvent[] = [];
    const telemetry = new TelemetryClient({ consent: true, backend: memory(), onEvent: (event) => events.push(event) });
    await telemetry.track(aRecord({ random_id }), () => 'done');
    expect(events.filter(({ type }) => type === 'outcome')).toMatchObject([
      { operation: 'create', random_id, outcome: { outcome: 'created' } },
      { operation: 'update', random_id, outcome: { outcome: 'updated' } },
    ]);
  });

  it('is told of a report without consent', async () => {
    const events: TelemetryEvent[] = [];
    await new TelemetryClient({ onEvent: (event) => events.push(event) }).update({ random_id });
    expect(events).toMatchObject([{ type: 'outcome', operation: 'update', outcome: { reason: 'no-consent' } }]);
  });

  it.each<{ what: string; onEvent: () => unknown }>([
    {
      what: 'throws',
      onEvent: () => {
        throw new Error('broken');
      },
    },
    { what: 'rejects', onEvent: () => Promise.reject(new Error('broken')) },
    { what: 'never answers', onEvent: () => new Promise(() => undefined) },
    {
      what: 'returns a hostile thenable',
      onEvent: () => ({
        then: () => {
          throw new Error('broken');
        },
      }),
    },
  ])('does no harm when it $what', async ({ onEvent }) => {
    const telemetry = aClient(scripted(answers.stored()), { onEvent });
    expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'created' });
  });
});

describe('settled', () => {
  it('waits for what is in flight', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: true, backend });
    void telemetry.create(aRecord({ random_id })).then(() => telemetry.update({ random_id, status: 'done' }));
    expect(await telemetry.settled()).toBe(true);
    expect(backend.records()).toHaveLength(1);
  });

  it('is done at once where nothing is', async () => {
    expect(await new TelemetryClient().settled()).toBe(true);
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await new TelemetryClient().settled();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives up at its deadline', async () => {
    const telemetry = aClient(scripted('silence'));
    const call = telemetry.create(aRecord(), { deadlineMs: 150 });
    expect(await telemetry.settled({ deadlineMs: 20 })).toBe(false);
    expect(await telemetry.settled({ deadlineMs: Number.NaN })).toBe(true);
    expect(await call).toMatchObject({ outcome: 'failed' });
  });

  it('is what `await using` waits for', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: true, backend });
    void telemetry.create(aRecord());
    await telemetry[Symbol.asyncDispose]();
    expect(backend.records()).toHaveLength(1);
  });
});
