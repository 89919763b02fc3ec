import { describe, expect, it } from 'vitest';
import { MemoryGuardStore } from '../../src/testing/index.js';
import { ingest } from '../../src/backends/ingest/index.js';
import { TelemetryClient, type TransportFunction } from '../../src/index.js';
import { IngestService } from '../ingest/service.js';
import { aClient } from '../support/clients.js';
import { aServiceClient, transportTo } from '../support/ingest-service.js';
import { aRecord } from '../support/records.js';
import { answers, scripted } from '../support/scripted-transport.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What was stored, and of which attempt. */
function rows({ stored }: IngestService): unknown[] {
  return stored.map(({ execution_id, status, exit_code = 0 }) => [execution_id, status, exit_code]);
}

describe('an installation that is tried again', () => {
  it('keeps its random_id and has a new execution_id and an end of its own', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(service);
    const record = aRecord({ random_id });
    await telemetry.create(record);
    await telemetry.update({ random_id, exit_code: 100 });
    expect(await telemetry.create(record, { newAttempt: true })).toEqual({
      random_id,
      outcome: 'accepted',
      by: 'service',
    });
    expect(await telemetry.update({ random_id, status: 'done' })).toEqual({
      random_id,
      outcome: 'accepted',
      by: 'service',
    });
    expect(await telemetry.update({ random_id, exit_code: 1 })).toMatchObject({ reason: 'already-updated' });

    const second = service.stored[2]?.['execution_id'];
    expect(second).toMatch(UUID);
    expect(second).not.toBe(random_id);
    expect(rows(service)).toEqual([
      [random_id, 'installing', 0],
      [random_id, 'failed', 100],
      [second, 'installing', 0],
      [second, 'success', 0],
    ]);
    expect(new Set(service.stored.map((row) => row['random_id']))).toEqual(new Set([random_id]));
  });

  it('has another id each time, whatever the record says', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(service);
    const record = aRecord({ random_id, execution_id: 'first-attempt' });
    await telemetry.create(record);
    await telemetry.create(record, { newAttempt: true });
    await telemetry.create(record, { newAttempt: true });
    const ids = service.stored.map((row) => row['execution_id']);
    expect(ids[0]).toBe('first-attempt');
    expect(new Set(ids).size).toBe(3);
  });

  it('may name its attempts itself', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(service);
    await telemetry.create(aRecord({ random_id, execution_id: 'attempt-1' }));
    await telemetry.update({ random_id, exit_code: 5 });
    await telemetry.create(aRecord({ random_id, execution_id: 'attempt-2' }));
    await telemetry.update({ random_id, status: 'done' });
    expect(rows(service)).toEqual([
      ['attempt-1', 'installing', 0],
      ['attempt-1', 'failed', 5],
      ['attempt-2', 'installing', 0],
      ['attempt-2', 'success', 0],
    ]);
  });

  it('takes no late answer of the attempt before for its own', async () => {
    const service = new IngestService();
    let answerFirst = (): void => undefined;
    const send = transportTo(service);
    let sent = 0;
    const transport: TransportFunction = async (request) => {
      const response = await send(request);
      if ((sent += 1) === 2) await new Promise<void>((resolve) => (answerFirst = resolve));
      return response;
    };
    const telemetry = aServiceClient(service, { transport });
    const record = aRecord({ random_id });
    await telemetry.create(record);
    const former = telemetry.update({ random_id, exit_code: 1 });
    await expect.poll(() => sent).toBe(2);

    await telemetry.create(record, { newAttempt: true });
    answerFirst();
    expect(await former).toMatchObject({ outcome: 'accepted' });
    expect(await telemetry.update({ random_id, exit_code: 2 })).toMatchObject({ outcome: 'accepted' });
    expect(rows(service).map((row) => (row as unknown[]).slice(1))).toEqual([
      ['installing', 0],
      ['failed', 1],
      ['installing', 0],
      ['failed', 2],
    ]);
  });

  it('knows of its own reports alone whether one was sent', async () => {
    const service = new IngestService();
    const send = transportTo(service);
    const transport: TransportFunction = (request) =>
      request.body?.includes('"failed"') ? Promise.reject(new Error('down')) : Promise.resolve(send(request));
    const telemetry = aServiceClient(service, { transport }, { attempts: 1 });
    const record = aRecord({ random_id });
    await telemetry.create(record);
    expect(await telemetry.update({ random_id })).toMatchObject({ error: { fate: 'unknown' } });

    await telemetry.create(record, { newAttempt: true });
    const signal = AbortSignal.abort();
    expect(await telemetry.update({ random_id }, { signal })).toMatchObject({ error: { fate: 'not-sent' } });
  });

  it('knows so too of an attempt that is named', async () => {
    const transport = (): Promise<never> => Promise.reject(new Error('down'));
    const telemetry = aServiceClient(new IngestService(), { transport }, { attempts: 1 });
    const record = { type: 'lxc', nsapp: 'plex', execution_id: 'named-attempt' } as const;
    const signal = AbortSignal.abort();
    expect(await telemetry.update({ random_id, record }, { signal })).toMatchObject({ error: { fate: 'not-sent' } });
    await telemetry.update({ random_id, record });
    expect(await telemetry.update({ random_id, record }, { signal })).toMatchObject({ error: { fate: 'unknown' } });
    expect(await telemetry.update({ random_id }, { signal })).toMatchObject({ error: { fate: 'not-sent' } });

    await telemetry.create({ ...record, random_id: 'another-random-id' });
    const again = { ...record, random_id: 'another-random-id' };
    await telemetry.create({ ...again, execution_id: 'another-attempt' }, { newAttempt: true });
    expect(await telemetry.create(again, { signal })).toMatchObject({ error: { fate: 'unknown' } });
  });

  it('does not deliver the end the attempt before could not deliver', async () => {
    const service = new IngestService();
    let isDown = true;
    const send = transportTo(service);
    const transport: TransportFunction = (request) =>
      isDown ? Promise.reject(new Error('down')) : Promise.resolve(send(request));
    const telemetry = aServiceClient(service, { transport }, { attempts: 1 });
    const record = aRecord({ random_id });
    await telemetry.create(record);
    expect(await telemetry.update({ random_id, exit_code: 1 })).toMatchObject({ outcome: 'failed' });
    isDown = false;
    await telemetry.create(record, { newAttempt: true });
    expect(await telemetry.update({ random_id, exit_code: 2 })).toMatchObject({ outcome: 'accepted' });
    expect(service.stored.map(({ status, exit_code = 0 }) => [status, exit_code])).toEqual([
      ['installing', 0],
      ['failed', 2],
    ]);
  });

  it('repeats the end of the attempt before, where it is named, as it left', async () => {
    const sent: unknown[] = [];
    let asked = 0;
    const telemetry = aServiceClient(
      new IngestService(),
      {
        transport: ({ body = '' }) => {
          sent.push(JSON.parse(body));
          return Promise.reject(new Error('down'));
        },
      },
      { attempts: 1, beforeSend: ({ payload }) => ({ ...payload, error: `asked ${(asked += 1)}` }) },
    );
    const record = aRecord({ random_id });
    const known = { type: 'lxc', nsapp: 'plex', execution_id: random_id } as const;
    await telemetry.update({ random_id, exit_code: 1, record: known });
    await telemetry.create(record, { newAttempt: true });
    await telemetry.update({ random_id, exit_code: 1, record: known });
    expect(sent[0]).toMatchObject({ execution_id: random_id, status: 'failed', error: 'asked 1' });
    expect(sent[2]).toEqual(sent[0]);
  });

  it('can be tracked again', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(service);
    await telemetry.track(aRecord({ random_id }), () => ({ exitCode: 3 }));
    await telemetry.track(aRecord({ random_id }), () => 'worked', { newAttempt: true });
    expect(service.stored.map(({ status }) => status)).toEqual(['installing', 'failed', 'installing', 'success']);
  });

  it('is tracked beside the attempt before, each with its own end', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(service);
    let fail = (): void => undefined;
    const failing = telemetry.track(aRecord({ random_id }), async ({ update }) => {
      await new Promise<void>((resolve) => (fail = resolve));
      // What its work says of the attempt itself, and what is made of how it ends.
      await update({ status: 'aborted', exit_code: 130 });
      throw Object.assign(new Error('failed'), { exitCode: 7 });
    });
    await expect.poll(() => service.stored).toHaveLength(1);
    const second = telemetry.track(
      aRecord({ random_id }),
      async () => {
        fail();
        await expect(failing).rejects.toThrow('failed');
      },
      { newAttempt: true },
    );
    await second;
    const second_id = service.stored[1]?.['execution_id'];
    expect(second_id).toMatch(UUID);
    expect(rows(service)).toEqual([
      [random_id, 'installing', 0],
      [second_id, 'installing', 0],
      [random_id, 'aborted', 130],
      [second_id, 'success', 0],
    ]);
  });

  it('begins no attempt with a record that is refused', async () => {
    const service = new IngestService();
    let isDown = true;
    const send = transportTo(service);
    const transport: TransportFunction = (request) =>
      isDown && request.body?.includes('"failed"') ? Promise.reject(new Error('down')) : Promise.resolve(send(request));
    const telemetry = aServiceClient(service, { transport }, { attempts: 1 });
    await telemetry.create(aRecord({ random_id }));
    await telemetry.update({ random_id, exit_code: 9 });
    isDown = false;
    expect(await telemetry.create(aRecord({ random_id, core_count: -1 }), { newAttempt: true })).toMatchObject({
      error: { code: 'invalid-record' },
    });
    expect(await telemetry.update({ random_id, exit_code: 9 })).toMatchObject({ outcome: 'accepted' });
    expect(rows(service)).toEqual([
      [random_id, 'installing', 0],
      [random_id, 'failed', 9],
    ]);
  });

  it('guards each attempt by itself, in a store that others share', async () => {
    const service = new IngestService();
    const guards = new MemoryGuardStore();
    const backend = ingest({ transport: transportTo(service) });
    const [one, other] = [1, 2].map(() => new TelemetryClient({ consent: true, backend, guards })) as [
      TelemetryClient,
      TelemetryClient,
    ];
    await one.create(aRecord({ random_id }));
    await one.update({ random_id, exit_code: 1 });
    await one.create(aRecord({ random_id }), { newAttempt: true });
    expect(await other.update({ random_id, exit_code: 2 })).toMatchObject({ outcome: 'accepted' });
    expect(await one.update({ random_id, exit_code: 3 })).toMatchObject({ reason: 'already-updated' });
    expect(service.stored.map(({ exit_code = 0 }) => exit_code)).toEqual([0, 1, 0, 2]);
  });

  it('is unsupported on PocketBase, without a request', async () => {
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport);
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.create(aRecord({ random_id }), { newAttempt: true })).toEqual({
      random_id,
      outcome: 'skipped',
      reason: 'unsupported',
    });
    expect(transport.seen).toHaveLength(1);
  });

  it('is told that a newAttempt is true or false', async () => {
    const transport = scripted(answers.stored());
    const outcome = await aClient(transport).create(aRecord(), { newAttempt: 'yes' as never });
    expect(outcome).toMatchObject({ error: { code: 'invalid-options', fields: { newAttempt: 'expected a boolean' } } });
    expect(transport.seen).toEqual([]);
  });

  it('has ids that no hook changes', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(
      service,
      {},
      {
        beforeSend: ({ payload }) =>
          Object.assign(payload, { random_id: 'another-random-id', execution_id: 'another-attempt' }),
      },
    );
    await telemetry.create(aRecord({ random_id }));
    await telemetry.update({ random_id });
    expect(service.stored).toMatchObject([
      { random_id, execution_id: random_id },
      { random_id, execution_id: random_id },
    ]);
  });
});
