import { describe, expect, it } from 'vitest';
import type { BeforeSend, CallOptions, TransportFunction } from '../../src/index.js';
import { IngestService } from '../ingest/service.js';
import { aServiceClient, transportTo } from '../support/ingest-service.js';
import { aRecord } from '../support/records.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';

describe('an update whose create did not get as far as the ingest service', () => {
  it.each<{ why: string; own: { beforeSend?: BeforeSend }; call: CallOptions }>([
    {
      why: 'its hook took too long',
      own: {
        beforeSend: ({ kind, random_id: id, payload }) =>
          kind === 'create' && id === random_id ? new Promise(() => undefined) : payload,
      },
      call: { deadlineMs: 50 },
    },
    {
      why: 'its hook failed for good',
      own: {
        beforeSend: ({ kind, random_id: id, payload }) =>
          kind === 'create' && id === random_id ? ({ ...payload, core_count: 'many' } as never) : payload,
      },
      call: {},
    },
    { why: 'its signal had fired', own: {}, call: { signal: AbortSignal.abort() } },
  ])('tells the service everything, since $why', async ({ own, call }) => {
    const service = new IngestService();
    const telemetry = aServiceClient(service, {}, own);
    // Loads what is loaded with the first report.
    await telemetry.create(aRecord());
    const record = aRecord({ random_id, core_count: 4, os_type: 'debian' });
    expect(await telemetry.create(record, call)).toMatchObject({ outcome: 'failed', error: { fate: 'not-sent' } });
    const end = { random_id, exit_code: 100, record: { install_duration: 61 } };
    expect(await telemetry.update(end)).toEqual({ random_id, outcome: 'accepted', by: 'service' });
    expect(service.stored.slice(1)).toMatchObject([
      { nsapp: 'plex', core_count: 4, os_type: 'debian', install_duration: 61, status: 'failed', exit_code: 100 },
    ]);
  });

  it('shows its hook the whole record, as a late create', async () => {
    const service = new IngestService();
    const send = transportTo(service);
    let isDown = true;
    const transport: TransportFunction = (request) =>
      isDown ? Promise.reject(new Error('down')) : Promise.resolve(send(request));
    const kinds: string[] = [];
    const beforeSend: BeforeSend = ({ kind, payload }) => {
      kinds.push(kind);
      return kind === 'update' ? payload : { ...payload, nsapp: 'hidden' };
    };
    const telemetry = aServiceClient(service, { transport }, { attempts: 1, beforeSend });
    await telemetry.create(aRecord({ random_id }));
    await telemetry.update({ random_id, exit_code: 2 });
    isDown = false;
    await telemetry.update({ random_id, exit_code: 2 });
    expect(kinds).toEqual(['create', 'late-create']);
    expect(service.stored).toMatchObject([{ nsapp: 'hidden', status: 'failed', exit_code: 2 }]);
  });
});

describe('an end that failed with a late create', () => {
  it('is repeated as the end of its attempt, once a create of that is confirmed', async () => {
    const service = new IngestService();
    const send = transportTo(service);
    let isDown = true;
    const transport: TransportFunction = (request) =>
      isDown ? Promise.reject(new Error('down')) : Promise.resolve(send(request));
    const telemetry = aServiceClient(service, { transport }, { attempts: 1 });
    const record = aRecord({ random_id });
    await telemetry.create(record, { newAttempt: true });
    const end = { random_id, exit_code: 2, record: { install_duration: 61 } };
    expect(await telemetry.update(end)).toMatchObject({ outcome: 'failed', error: { fate: 'unknown' } });
    isDown = false;
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'accepted' });
    expect(await telemetry.update(end)).toMatchObject({ outcome: 'accepted' });
    const [begun, ended] = service.stored;
    expect(begun?.['execution_id']).not.toBe(random_id);
    expect(ended).toMatchObject({ ...begun, status: 'failed', exit_code: 2, install_duration: 61 });
  });
});

describe("closeGuard: 'attempted'", () => {
  it('leaves an end open that this process refused, which was no try', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(service, {}, { closeGuard: 'attempted' });
    expect(await telemetry.update({ random_id, exit_code: 3 })).toMatchObject({
      error: { code: 'invalid-record', fate: 'not-sent' },
    });
    const record = { type: 'lxc', nsapp: 'plex' } as const;
    expect(await telemetry.update({ random_id, exit_code: 3, record })).toMatchObject({ outcome: 'accepted' });
    expect(service.stored).toHaveLength(1);
  });

  it('closes the guard where the server could not be reached, which was one', async () => {
    const down = (): Promise<never> => Promise.reject(Object.assign(new Error('down'), { code: 'ECONNREFUSED' }));
    const telemetry = aServiceClient(new IngestService(), { transport: down }, { closeGuard: 'attempted' });
    const end = { random_id, exit_code: 3, record: { type: 'lxc', nsapp: 'plex' } } as const;
    expect(await telemetry.update(end)).toMatchObject({ error: { code: 'unreachable', fate: 'not-sent' } });
    expect(await telemetry.update(end)).toMatchObject({ reason: 'already-updated' });
  });

  it('closes it where the server did not answer in time', async () => {
    const silent = (): Promise<never> => new Promise(() => undefined);
    const telemetry = aServiceClient(new IngestService(), { transport: silent }, { closeGuard: 'attempted' });
    const end = { random_id, exit_code: 3, record: { type: 'lxc', nsapp: 'plex' } } as const;
    expect(await telemetry.update(end, { deadlineMs: 30 })).toMatchObject({ error: { code: 'timed-out' } });
    expect(await telemetry.update(end)).toMatchObject({ reason: 'already-updated' });
  });
});
