import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { type GuardStore, TelemetryClient } from '../../src/index.js';
import { memory, MemoryGuardStore } from '../../src/testing/index.js';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { answers, methods, scripted } from '../support/scripted-transport.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
const record_id = 'abc123def456789';

describe('the guard', () => {
  it('makes one PATCH of twenty concurrent updates', async () => {
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => telemetry.update({ random_id, record_id, status: 'failed', exit_code: 1 })),
    );
    expect(methods(transport)).toEqual(['PATCH']);
    // So that counts add up: one end, one `updated`.
    const others = Array(19).fill({ random_id, outcome: 'skipped', reason: 'already-updated' });
    expect(outcomes).toEqual([{ random_id, outcome: 'updated', record_id, status: 'failed', exit_code: 1 }, ...others]);
  });

  it('counts an end for the first caller that has not left', async () => {
    const transport = scripted(async () => {
      await new Promise((answered) => setTimeout(answered, 60));
      return answers.stored();
    });
    const telemetry = aClient(transport);
    const end = { random_id, record_id, status: 'failed', exit_code: 1 } as const;
    const outcomes = await Promise.all([
      telemetry.update(end, { deadlineMs: 20 }),
      telemetry.update(end),
      telemetry.update(end),
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['failed', 'updated', 'skipped']);
  });

  it('delivers the end reported first and tells the others', async () => {
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport);
    const [first, second] = await Promise.all([
      telemetry.update({ random_id, record_id, status: 'failed', exit_code: 100 }),
      telemetry.update({ random_id, record_id, status: 'done' }),
    ]);
    expect(first).toMatchObject({ outcome: 'updated' });
    expect(second).toEqual({ random_id, outcome: 'skipped', reason: 'already-updated' });
    expect(transport.seen).toMatchObject([{ body: { status: 'failed', exit_code: 100 } }]);
  });

  it.each([
    { differs: 'status', pinned: { status: 'failed', exit_code: 5 }, other: { status: 'aborted', exit_code: 5 } },
    { differs: 'exit_code', pinned: { status: 'failed', exit_code: 5 }, other: { status: 'failed', exit_code: 8 } },
    {
      // Whose catalogue is another one has another text for the same code.
      differs: 'error',
      pinned: { status: 'failed', exit_code: 5 },
      other: { status: 'failed', exit_code: 5 },
      catalogue: { 5: 'Disk full' },
    },
  ] as const)('tells whose end differs in its $differs only that another one was delivered', async (end) => {
    const guards = new MemoryGuardStore();
    const transport = scripted({ status: 403 }, answers.stored());
    const first = aClient(transport, { guards });
    const second = aClient(transport, { guards, catalogue: end.catalogue });
    expect(await first.update({ random_id, record_id, ...end.pinned })).toMatchObject({ outcome: 'failed' });
    expect(await second.update({ random_id, record_id, ...end.other })).toMatchObject({ reason: 'already-updated' });
    expect(transport.seen.map(({ body }) => body)).toMatchObject([
      { ...end.pinned, error: 'Unknown error' },
      { ...end.pinned, error: 'Unknown error' },
    ]);
  });

  it('tells whose end is the same that it was delivered', async () => {
    const guards = new MemoryGuardStore();
    const transport = scripted({ status: 403 }, answers.stored());
    const [one, other] = [aClient(transport, { guards }), aClient(transport, { guards })];
    await one.update({ random_id, record_id, status: 'failed', exit_code: 5 });
    expect(await other.update({ random_id, record_id, exit_code: '5' })).toMatchObject({ outcome: 'updated' });
  });

  it('grants no claim once the end is confirmed', async () => {
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport);
    await telemetry.update({ random_id, record_id, status: 'done' });
    expect(await telemetry.update({ random_id, record_id, status: 'done' })).toMatchObject({
      reason: 'already-updated',
    });
    expect(await telemetry.update({ random_id, record_id, status: 'failed' })).toMatchObject({
      reason: 'already-updated',
    });
    expect(methods(transport)).toEqual(['PATCH']);
  });

  it('stays open after a failure, with the first end pinned', async () => {
    const transport = scripted({ status: 403 }, answers.stored());
    const telemetry = aClient(transport);
    expect(await telemetry.update({ random_id, record_id, status: 'failed', exit_code: 100 })).toMatchObject({
      outcome: 'failed',
    });
    expect(await telemetry.update({ random_id, record_id, status: 'done' })).toMatchObject({
      reason: 'already-updated',
    });
    expect(transport.seen.map(({ body }) => body)).toMatchObject([
      { status: 'failed', exit_code: 100 },
      { status: 'failed', exit_code: 100 },
    ]);
  });

  it('fails for everybody while the pinned end cannot be delivered', async () => {
    const telemetry = aClient(scripted({ status: 403 }));
    const outcomes = await Promise.all([
      telemetry.update({ random_id, record_id, status: 'failed' }),
      telemetry.update({ random_id, record_id, status: 'done' }),
    ]);
    expect(outcomes).toMatchObject([{ outcome: 'failed' }, { outcome: 'failed' }]);
  });

  it('keeps two installations apart', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: true, backend });
    const records = [aRecord(), aRecord()];
    await Promise.all(records.map((record) => telemetry.create(record)));
    await Promise.all(
      records.map((record, index) => telemetry.update({ random_id: record.random_id, exit_code: index + 1 })),
    );
    expect(
      backend
        .records()
        .map(({ exit_code }) => exit_code)
        .sort(),
    ).toEqual([1, 2]);
  });

  it('leaves the delivery to the others when one caller gives up', async () => {
    let answer: (() => void) | undefined;
    const transport = scripted(async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return answers.stored();
    });
    const telemetry = aClient(transport);
    const patient = telemetry.update({ random_id, record_id, status: 'done' });
    const hasty = await telemetry.update({ random_id, record_id, status: 'done' }, { deadlineMs: 30 });
    expect(hasty).toMatchObject({ outcome: 'failed', error: { code: 'timed-out', fate: 'unknown' } });
    answer?.();
    expect(await patient).toMatchObject({ outcome: 'updated' });
    expect(methods(transport)).toEqual(['PATCH']);
  });

  it('ends the delivery when the last caller gives up, and delivers again', async () => {
    const transport = scripted('silence', answers.stored());
    const telemetry = aClient(transport);
    expect(await telemetry.update({ random_id, record_id, exit_code: 100 }, { deadlineMs: 30 })).toMatchObject({
      outcome: 'failed',
      error: { code: 'timed-out', fate: 'unknown' },
    });
    expect(await telemetry.update({ random_id, record_id, status: 'done' })).toMatchObject({
      reason: 'already-updated',
    });
    expect(transport.seen.map(({ body }) => body)).toMatchObject([{ exit_code: 100 }, { exit_code: 100 }]);
  });

  it('spans the clients that share a store', async () => {
    const guards = new MemoryGuardStore();
    const transport = scripted(answers.stored());
    const clients = [aClient(transport, { guards }), aClient(transport, { guards })];
    const outcomes = await Promise.all(
      clients.map((client) => client.update({ random_id, record_id, status: 'done' })),
    );
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['skipped', 'updated']);
    expect(methods(transport)).toEqual(['PATCH']);
  });

  it('passes the pinned end on to the next client when the first one fails', async () => {
    const guards = new MemoryGuardStore();
    const transport = scripted({ status: 403 }, answers.stored());
    const [one, other] = [aClient(transport, { guards }), aClient(transport, { guards })];
    await Promise.all([
      one.update({ random_id, record_id, exit_code: 100 }),
      other.update({ random_id, record_id, status: 'done' }),
    ]);
    expect(transport.seen.map(({ body }) => body)).toMatchObject([{ exit_code: 100 }, { exit_code: 100 }]);
  });

  it('opens once more after not-found for the client whose create came later', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: true, backend, attempts: 1 });
    const record = aRecord();
    const { random_id } = record;
    expect(await telemetry.update({ random_id, exit_code: 100 })).toMatchObject({ reason: 'not-found' });
    await telemetry.create(record);
    expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject({ reason: 'already-updated' });
    expect(backend.records()).toMatchObject([{ status: 'failed', exit_code: 100 }]);
    expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject({ reason: 'already-updated' });
  });

  it('closed as not-found by one client lets another make its failed create good, once', async () => {
    const guards = new MemoryGuardStore();
    const stored: unknown[] = [];
    const transport = scripted({ status: 503 }, ({ method, body }) => {
      if (method === 'GET') return stored.length > 0 ? answers.found() : answers.nothing();
      stored.push(body);
      return answers.stored();
    });
    const [holder, other] = [aClient(transport, { guards, attempts: 1 }), aClient(transport, { guards, attempts: 1 })];
    expect(await holder.create(aRecord({ random_id }))).toMatchObject({ outcome: 'failed' });
    expect(await other.update({ random_id, exit_code: 100 })).toMatchObject({ reason: 'not-found' });
    await Promise.all([
      holder.update({ random_id, status: 'done' }),
      holder.update({ random_id, status: 'unknown' }),
      other.update({ random_id, status: 'aborted' }),
    ]);
    expect(stored).toMatchObject([{ nsapp: 'plex', status: 'failed', exit_code: 100 }]);
  });

  it('does not wait for another client’s delivery past the own deadline', async () => {
    const guards = new MemoryGuardStore();
    const holder = aClient(scripted('silence'), { guards });
    const holding = holder.update({ random_id, record_id }, { deadlineMs: 200 });
    const transport = scripted(answers.stored());
    expect(await aClient(transport, { guards }).update({ random_id, record_id }, { deadlineMs: 40 })).toMatchObject({
      outcome: 'failed',
      error: { code: 'timed-out', fate: 'not-sent' },
    });
    expect(transport.seen).toEqual([]);
    await holding;
  });

  it('forgets the oldest closed guard after 10,000 installations, and no open one', async () => {
    const store = new MemoryGuardStore();
    const { signal } = new AbortController();
    const end = { status: 'failed', exit_code: 1, error: '' } as const;
    const open = await store.claim('open-guard', { ...end, exit_code: 100 }, signal);
    if (open.granted) await open.release();
    for (let index = 0; index <= 10_000; index += 1) {
      const claim = await store.claim(`closed-${index}`, end, signal);
      if (claim.granted) await claim.close('updated');
    }
    expect(await store.claim('closed-0', end, signal)).toMatchObject({ granted: true });
    expect(await store.claim('closed-1', end, signal)).toEqual({ granted: false, closedBy: 'updated' });
    expect(await store.claim('open-guard', end, signal)).toMatchObject({ granted: true, end: { exit_code: 100 } });
  });

  it.each<{ what: string; guards: GuardStore }>([
    {
      what: 'throws',
      guards: {
        claim: () => {
          throw new Error('disk full');
        },
      },
    },
    { what: 'rejects', guards: { claim: () => Promise.reject(new Error('disk full')) } },
  ])('is a failed outcome when its store $what', async ({ guards }) => {
    const transport = scripted(answers.stored());
    expect(await aClient(transport, { guards }).update({ random_id, record_id })).toMatchObject({
      outcome: 'failed',
      error: { code: 'internal', fate: 'not-sent' },
    });
    expect(transport.seen).toEqual([]);
  });

  it('is a failed outcome at the deadline when its store never answers', async () => {
    const guards: GuardStore = { claim: () => new Promise(() => undefined) };
    const call = aClient(scripted(answers.stored()), { guards }).update({ random_id, record_id }, { deadlineMs: 30 });
    expect(await call).toMatchObject({ outcome: 'failed', error: { code: 'timed-out', fate: 'not-sent' } });
  });

  it('does not take back a confirmed update when its store cannot close', async () => {
    const guards: GuardStore = {
      claim: (_random_id, end) => ({
        granted: true,
        end,
        close: () => Promise.reject(new Error('disk full')),
        release() {},
      }),
    };
    expect(await aClient(scripted(answers.stored()), { guards }).update({ random_id, record_id })).toMatchObject({
      outcome: 'updated',
    });
  });
});

describe('a guard store that takes its time', () => {
  /** Grants one claim, late, and writes down what is done with it. */
  function aSlowStore(own: Partial<{ claimMs: number; closeMs: number }> = {}): GuardStore & { log: string[] } {
    const wait = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    const log: string[] = [];
    return {
      log,
      async claim(_, end) {
        await wait(own.claimMs);
        log.push('granted');
        const close = async (by: string): Promise<void> => {
          await wait(own.closeMs);
          log.push(by);
        };
        return { granted: true, end, close, release: () => close('released') };
      },
    };
  }

  it('gets a claim back that it granted after everybody had left', async () => {
    const guards = aSlowStore({ claimMs: 60 });
    const telemetry = aClient(scripted(answers.stored()), { guards });
    expect(await telemetry.update({ random_id, record_id }, { deadlineMs: 20 })).toMatchObject({
      outcome: 'failed',
      error: { code: 'timed-out', fate: 'not-sent' },
    });
    await vi.waitFor(() => expect(guards.log).toEqual(['granted', 'released']));
  });

  it('is waited for until the deadline, and why the delivery failed stands', async () => {
    const forbidden = (guards: GuardStore): TelemetryClient => aClient(scripted({ status: 403 }), { guards });
    const quick = aSlowStore({ closeMs: 30 });
    await forbidden(quick).update({ random_id, record_id });
    expect(quick.log).toEqual(['granted', 'released']);

    const never = aSlowStore({ closeMs: 60_000 });
    expect(await forbidden(never).update({ random_id, record_id }, { deadlineMs: 100 })).toMatchObject({
      outcome: 'failed',
      error: { code: 'rejected', status: 403, fate: 'refused' },
    });
  });

  it('is waited for until the deadline, and what the server confirmed stands', async () => {
    const quick = aSlowStore({ closeMs: 30 });
    await aClient(scripted(answers.stored()), { guards: quick }).update({ random_id, record_id });
    expect(quick.log).toEqual(['granted', 'updated']);

    const never = aSlowStore({ closeMs: 60_000 });
    const outcome = await aClient(scripted(answers.stored()), { guards: never }).update(
      { random_id, record_id },
      { deadlineMs: 100 },
    );
    expect(outcome).toMatchObject({ outcome: 'updated' });
    expect(never.log).toEqual(['granted']);
  });
});

describe("closeGuard: 'attempted'", () => {
  it('sends each request once, whatever attempts say', async () => {
    const transport = scripted({ status: 503 });
    const telemetry = aClient(transport, { closeGuard: 'attempted', attempts: 3 });
    await telemetry.create(aRecord({ random_id }));
    await telemetry.update({ random_id });
    expect(methods(transport)).toEqual(['POST', 'GET']);
  });

  it.each([
    { what: 'a failed PATCH', script: [answers.stored(), { status: 500 }], requests: ['POST', 'PATCH'] },
    { what: 'a PATCH that found nothing', script: [answers.stored(), answers.missing()], requests: ['POST', 'PATCH'] },
    { what: 'a refused PATCH', script: [answers.stored(), answers.refused()], requests: ['POST', 'PATCH'] },
    { what: 'a failed lookup', script: [{ status: 500 }, { status: 500 }], requests: ['POST', 'GET'] },
    { what: 'a lookup that found nothing', script: [{ status: 500 }, answers.nothing()], requests: ['POST', 'GET'] },
    {
      what: 'a create that was there already',
      script: [answers.notUnique(), answers.nothing()],
      requests: ['POST', 'GET'],
    },
    { what: 'a refused create', script: [answers.refused(), answers.nothing()], requests: ['POST', 'GET'] },
  ])('closes after $what, with no request the shell client would not have made', async ({ script, requests }) => {
    const transport = scripted(...script);
    const telemetry = aClient(transport, { closeGuard: 'attempted' });
    await telemetry.create(aRecord({ random_id }));
    await telemetry.update({ random_id });
    expect(await telemetry.update({ random_id })).toMatchObject({ outcome: 'skipped' });
    expect(methods(transport)).toEqual(requests);
  });

  it('does not open again after not-found, whatever is created later', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: true, backend, closeGuard: 'attempted' });
    const record = aRecord();
    await telemetry.update({ random_id: record.random_id });
    await telemetry.create(record);
    expect(await telemetry.update({ random_id: record.random_id })).toMatchObject({ reason: 'not-found' });
    expect(backend.records()).toMatchObject([{ status: 'installing' }]);
  });

  it('stays open when nothing was tried', async () => {
    let answer = 'no';
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport, { closeGuard: 'attempted', consent: () => answer });
    await telemetry.update({ random_id, record_id });
    answer = 'yes';
    expect(await telemetry.update({ random_id, record_id })).toMatchObject({ outcome: 'updated' });
  });
});

describe('MemoryGuardStore', () => {
  const end = { status: 'failed', exit_code: 1, error: 'x' } as const;

  it('waits while another caller holds the claim, until the signal aborts', async () => {
    const store = new MemoryGuardStore();
    const controller = new AbortController();
    await store.claim(random_id, end, controller.signal);
    const waiting = store.claim(random_id, end, controller.signal);
    const reason = new Error('gone');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    // Whose signal has fired already is not let wait at all.
    await expect(store.claim(random_id, end, controller.signal)).rejects.toBe(reason);
  });

  it('leaves no listener on the signal of a caller that waited', async () => {
    const store = new MemoryGuardStore();
    const { signal } = new AbortController();
    const first = await store.claim(random_id, end, signal);
    const waiting = store.claim(random_id, { ...end, exit_code: 2 }, signal);
    await Promise.resolve();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    if (first.granted) await first.release();
    expect(await waiting).toMatchObject({ granted: true, end });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('lets one of many who wait through at a time', async () => {
    const store = new MemoryGuardStore();
    let holders = 0;
    let most = 0;
    const report = async (): Promise<void> => {
      const claim = await store.claim(random_id, end, new AbortController().signal);
      if (!claim.granted) return;
      most = Math.max(most, (holders += 1));
      await new Promise((resolve) => setImmediate(resolve));
      holders -= 1;
      await claim.release();
    };
    await Promise.all(Array.from({ length: 20 }, report));
    expect(most).toBe(1);
  });
});
