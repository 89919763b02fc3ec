import { describe, expect, it } from 'vitest';
import { type Backend, TelemetryClient, type UpdateOutcome } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { IngestService } from '../ingest/service.js';
import { aServiceClient } from '../support/ingest-service.js';
import { aRecord } from '../support/records.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';

/** Says yes after these times, one for each time it is asked, then at once. */
function slowly(...ms: number[]): () => Promise<boolean> {
  return () => new Promise((resolve) => setTimeout(resolve, ms.shift() ?? 0, true));
}

describe('reports of one installation, whose consent takes its time', () => {
  it('leave in the order they were made', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(service, {}, { consent: slowly(80, 0, 0) });
    const created = telemetry.create(aRecord({ random_id }));
    const updates = [1, 2].map((exit_code) => telemetry.update({ random_id, exit_code }));
    expect((await Promise.all([created, ...updates])).map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'accepted',
      'skipped',
    ]);
    expect(service.stored.map(({ status, exit_code = 0 }) => [status, exit_code])).toEqual([
      ['installing', 0],
      ['failed', 1],
    ]);
  });

  it('have the end that was reported first, whichever was consented to first', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ backend, consent: slowly(0, 60, 20, 0) });
    await telemetry.create(aRecord({ random_id }));
    const [first, ...others] = await Promise.all(
      [5, 6, 7].map((exit_code) => telemetry.update({ random_id, exit_code })),
    );
    expect(first).toMatchObject({ outcome: 'updated' });
    expect(others).toMatchObject([{ reason: 'already-updated' }, { reason: 'already-updated' }]);
    expect(backend.records()).toMatchObject([{ exit_code: 5 }]);
  });

  it('of a piece of work that is over at once begin before they end', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(service, {}, { consent: slowly(50, 0) });
    await telemetry.track(aRecord({ random_id }), () => 'worked');
    await telemetry.settled();
    expect(service.stored.map(({ status }) => status)).toEqual(['installing', 'success']);
  });

  it('keep their order while the create before them ends', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ backend, consent: slowly(0, 150, 0) });
    let early: Promise<UpdateOutcome> | undefined;
    await telemetry.track(aRecord({ random_id }), async ({ update }) => {
      early = update({ status: 'failed', exit_code: 3 });
      await new Promise((resolve) => setTimeout(resolve, 75));
    });
    expect(await early).toMatchObject({ outcome: 'updated' });
    expect(backend.records()).toMatchObject([{ status: 'failed', exit_code: 3 }]);
  });

  it('keep their order behind a call whose options are refused', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ backend, consent: slowly(0, 80, 0) });
    await telemetry.create(aRecord({ random_id }));
    const first = telemetry.update({ random_id, exit_code: 5 });
    const refused = telemetry.update({ random_id, exit_code: 6 }, { deadlineMs: -1 });
    expect(await refused).toMatchObject({ outcome: 'failed', error: { code: 'invalid-options' } });
    await telemetry.update({ random_id, exit_code: 7 });
    expect(await first).toMatchObject({ outcome: 'updated' });
    expect(backend.records()).toMatchObject([{ exit_code: 5 }]);
  });

  it('do not wait for one that never gets an answer longer than that one does', async () => {
    const backend = memory();
    const answers = [new Promise<boolean>(() => undefined), true];
    const telemetry = new TelemetryClient({ backend, consent: () => answers.shift() ?? true });
    const unanswered = telemetry.create(aRecord({ random_id }), { deadlineMs: 50 });
    const answered = telemetry.create(aRecord({ random_id }));
    expect(await unanswered).toMatchObject({ outcome: 'skipped', reason: 'no-consent' });
    expect(await answered).toMatchObject({ outcome: 'created' });
  });

  it('of other installations wait for none of them', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ backend, consent: slowly(10_000, 0), deadlineMs: 9_000 });
    const slow = new AbortController();
    const waiting = telemetry.create(aRecord({ random_id }), { signal: slow.signal });
    expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'created' });
    slow.abort();
    expect(await waiting).toMatchObject({ error: { code: 'aborted' } });
  });
});

describe('what an update says of the record', () => {
  it('is taken as it is when it is called', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(service, {}, { consent: slowly(20) });
    const record = { type: 'lxc', nsapp: 'before' } as const;
    const updated = telemetry.update({ random_id, record });
    Object.assign(record, { nsapp: 'after' });
    await updated;
    expect(service.stored).toMatchObject([{ nsapp: 'before' }]);
  });

  it('keep their order behind a call that leaves while consent is still asked', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ backend, consent: slowly(0, 100, 0, 0) });
    await telemetry.create(aRecord({ random_id }));
    const first = telemetry.update({ random_id, exit_code: 5 });
    expect(await telemetry.update({ random_id, exit_code: 6 }, { deadlineMs: 10 })).toMatchObject({
      outcome: 'failed',
      error: { code: 'timed-out' },
    });
    await telemetry.update({ random_id, status: 'done' });
    expect(await first).toMatchObject({ outcome: 'updated' });
    expect(backend.records()).toMatchObject([{ exit_code: 5 }]);
  });

  it.each(Array.from({ length: 30 }, (_, microtasks) => ({ microtasks })))(
    'keep their order while the client loads, $microtasks microtasks apart',
    async ({ microtasks }) => {
      const backend = memory();
      await new TelemetryClient({ backend, consent: 'yes' }).create(aRecord({ random_id }));
      const telemetry = new TelemetryClient({ backend, consent: 'yes' });
      const first = telemetry.update({ random_id, exit_code: 5 });
      for (let passed = 0; passed < microtasks; passed += 1) await Promise.resolve();
      const second = telemetry.update({ random_id, status: 'done' });
      expect([await first, await second]).toMatchObject([{ outcome: 'updated' }, { reason: 'already-updated' }]);
      expect(backend.records()).toMatchObject([{ exit_code: 5 }]);
    },
  );
});

describe('a create that ends before its consent is known', () => {
  it('is not sent by a later update', async () => {
    const backend = memory();
    let asked = 0;
    const telemetry = new TelemetryClient({ backend, consent: async () => (asked += 1) > 1 });
    await telemetry.create(aRecord({ random_id }), { signal: AbortSignal.abort() });
    expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject({ reason: 'not-found' });
    expect(backend.records()).toEqual([]);
  });

  it('that would start a new attempt leaves the one before as it is', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(service, {}, { consent: 'yes' });
    await telemetry.create(aRecord({ random_id }));
    await telemetry.create(aRecord({ random_id, nsapp: 'other' }), { newAttempt: true, signal: AbortSignal.abort() });
    await telemetry.update({ random_id, status: 'done' });
    expect(service.stored.map(({ nsapp, status }) => [nsapp, status])).toEqual([
      [aRecord().nsapp, 'installing'],
      [aRecord().nsapp, 'success'],
    ]);
  });
});

describe('a create that starts while an update looks for its record', () => {
  it.each(Array.from({ length: 12 }, (_, microtasks) => ({ microtasks })))(
    'is waited for, $microtasks microtasks apart',
    async ({ microtasks }) => {
      const stored = memory();
      const apart = async (): Promise<void> => {
        for (let passed = 0; passed < microtasks; passed += 1) await Promise.resolve();
      };
      let looksUp = (): void => undefined;
      const lookingUp = new Promise<void>((resolve) => (looksUp = resolve));
      const backend: Backend = {
        ...stored,
        create: (record, call) => apart().then(() => stored.create(record, call)),
        find: async () => {
          looksUp();
          await new Promise((resolve) => setTimeout(resolve, 5));
          return undefined;
        },
      };
      const telemetry = new TelemetryClient({ backend, consent: 'yes', attempts: 1 });
      const update = telemetry.update({ random_id, exit_code: 5 });
      await lookingUp;
      await new Promise((resolve) => setTimeout(resolve, 5));
      const create = telemetry.create(aRecord({ random_id }));
      const [updated] = await Promise.all([update, create]);
      expect(updated.outcome === 'failed' ? updated.error : undefined).toBeUndefined();
      for (const record of stored.records()) expect(record).toMatchObject({ nsapp: aRecord().nsapp });
    },
  );
});
