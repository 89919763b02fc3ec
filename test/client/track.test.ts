import { execFile, spawn, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Installation, pocketBase, TelemetryClient } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { aRecord } from '../support/records.js';

function aTracked(): { telemetry: TelemetryClient; stored: () => object | undefined } {
  const backend = memory();
  return { telemetry: new TelemetryClient({ consent: 'yes', backend }), stored: () => backend.records()[0] };
}

const abortError = new DOMException('stop', 'AbortError');
const timeoutError = new DOMException('too late', 'TimeoutError');

describe('track', () => {
  it('returns what the work returned, and reports a success', async () => {
    const { telemetry, stored } = aTracked();
    const result = { anything: 'at all' };
    expect(await telemetry.track(aRecord(), () => result)).toBe(result);
    expect(stored()).toMatchObject({ status: 'sucess', exit_code: 0, error: '' });
  });

  it('rethrows what the work threw, and reports a failure', async () => {
    const { telemetry, stored } = aTracked();
    const thrown = new Error('installer broke');
    await expect(telemetry.track(aRecord(), () => Promise.reject(thrown))).rejects.toBe(thrown);
    expect(stored()).toMatchObject({ status: 'failed', exit_code: 1 });
  });

  it('starts the work at once', () => {
    const { telemetry } = aTracked();
    let hasStarted = false;
    void telemetry.track(aRecord(), () => {
      hasStarted = true;
    });
    expect(hasStarted).toBe(true);
  });

  it.each([
    { thrown: abortError, stored: { status: 'unknown', exit_code: 130 } },
    { thrown: Object.assign(new Error(), { exitCode: 100 }), stored: { status: 'failed', exit_code: 100 } },
    { thrown: Object.assign(new Error(), { exitCode: 100, code: 2 }), stored: { exit_code: 100 } },
    { thrown: Object.assign(new Error(), { code: 127 }), stored: { exit_code: 1 } },
    { thrown: Object.assign(new Error(), { code: 127, stderr: '' }), stored: { exit_code: 127 } },
    { thrown: Object.assign(new Error(), { code: 'ENOENT' }), stored: { exit_code: 1 } },
    { thrown: Object.assign(new Error(), { code: 256 }), stored: { exit_code: 1 } },
    { thrown: Object.assign(new Error(), { code: 0 }), stored: { exit_code: 1 } },
    { thrown: Object.assign(new Error(), { status: 3, signal: null, pid: 7 }), stored: { exit_code: 3 } },
    { thrown: Object.assign(new Error(), { status: 404 }), stored: { exit_code: 1 } },
    { thrown: Object.assign(new Error(), { code: null, signal: 'SIGKILL' }), stored: { exit_code: 137 } },
    {
      thrown: new Error('outer', { cause: Object.assign(new Error(), { exitCode: 100 }) }),
      stored: { exit_code: 100 },
    },
    {
      thrown: new Error('outer', { cause: new Error('middle', { cause: { exitCode: 100 } }) }),
      stored: { exit_code: 1 },
    },
    { thrown: timeoutError, stored: { status: 'failed', exit_code: 124 } },
    { thrown: new Error('outer', { cause: timeoutError }), stored: { status: 'failed', exit_code: 124 } },
    { thrown: 'a text', stored: { exit_code: 1 } },
    { thrown: undefined, stored: { exit_code: 1 } },
  ])('reports $stored for $thrown', async ({ thrown, stored: expected }) => {
    const { telemetry, stored } = aTracked();
    const outcome = await telemetry
      .track(aRecord(), () => {
        throw thrown;
      })
      .then(
        () => 'returned',
        (rethrown: unknown) => rethrown === thrown,
      );
    expect(outcome).toBe(true);
    expect(stored()).toMatchObject(expected);
  });

  it('reports 1 for an error that cannot be read', async () => {
    const { telemetry, stored } = aTracked();
    const unreadable = {
      get code(): number {
        throw new Error('no');
      },
    };
    const tracked = telemetry.track(aRecord(), () => Promise.reject(unreadable));
    expect(await tracked.catch((thrown: unknown) => thrown === unreadable)).toBe(true);
    expect(stored()).toMatchObject({ status: 'failed', exit_code: 1 });
  });

  it.each([
    { result: { exitCode: 3 }, stored: { status: 'failed', exit_code: 3 } },
    { result: { exitCode: 0 }, stored: { status: 'sucess' } },
    { result: { code: 3 }, stored: { status: 'failed', exit_code: 3 } },
    { result: { code: 256 }, stored: { status: 'sucess' } },
    { result: { status: 200 }, stored: { status: 'sucess' } },
    { result: { status: 404 }, stored: { status: 'sucess' } },
    { result: { code: 3, signal: null, success: false }, stored: { status: 'failed', exit_code: 3 } },
    { result: { status: null, signal: 'SIGTERM', pid: 7 }, stored: { status: 'failed', exit_code: 143 } },
    { result: { exitCode: null, signalCode: 'SIGKILL', pid: 7 }, stored: { status: 'failed', exit_code: 137 } },
    { result: { exitCode: null, signalCode: null, pid: 7 }, stored: { status: 'unknown', exit_code: 1 } },
    { result: { exitCode: 0, signalCode: null, pid: 7 }, stored: { status: 'sucess' } },
    {
      result: { status: null, signal: null, pid: 0, error: new Error('ENOENT') },
      stored: { status: 'failed', exit_code: 1 },
    },
    { result: { error: new Error('handled') }, stored: { status: 'sucess' } },
    { result: undefined, stored: { status: 'sucess' } },
  ])('reports $stored when the work returns $result', async ({ result, stored: expected }) => {
    const { telemetry, stored } = aTracked();
    await telemetry.track(aRecord(), () => result);
    expect(stored()).toMatchObject(expected);
  });

  it('understands real processes', async () => {
    const failing = aTracked();
    await failing.telemetry.track(aRecord(), () => promisify(execFile)('sh', ['-c', 'exit 42'])).catch(() => undefined);
    expect(failing.stored()).toMatchObject({ status: 'failed', exit_code: 42 });
    const killed = aTracked();
    await killed.telemetry.track(aRecord(), () => spawnSync('sh', ['-c', 'kill -9 $$']));
    expect(killed.stored()).toMatchObject({ status: 'failed', exit_code: 137 });
  });

  it('knows a process that could not be started, and one that still runs', async () => {
    const missing = aTracked();
    await missing.telemetry.track(aRecord(), () => spawnSync('./nothing-here'));
    expect(missing.stored()).toMatchObject({ status: 'failed', exit_code: 127 });
    const running = aTracked();
    const child = await running.telemetry.track(aRecord(), () => spawn('sleep', ['20']));
    child.kill();
    expect(running.stored()).toMatchObject({ status: 'unknown', exit_code: 1 });
  });

  it('reports the caller’s own abort as one, whatever reason it gives', async () => {
    const { telemetry, stored } = aTracked();
    const controller = new AbortController();
    const reason = new Error('the user closed the window');
    const tracked = telemetry.track(
      aRecord(),
      ({ signal }) => {
        controller.abort(reason);
        signal.throwIfAborted();
      },
      { signal: controller.signal },
    );
    await expect(tracked).rejects.toBe(reason);
    expect(stored()).toMatchObject({ status: 'unknown', exit_code: 130 });
  });

  it('lets the work report its end early, and keeps that one', async () => {
    const { telemetry, stored } = aTracked();
    let early: unknown;
    await telemetry.track(aRecord(), async ({ update }) => {
      early = await update({ status: 'failed', exit_code: 100 });
    });
    expect(early).toMatchObject({ outcome: 'updated' });
    expect(stored()).toMatchObject({ status: 'failed', exit_code: 100 });
  });

  it('gives the work its signal, and reports an aborted installation all the same', async () => {
    const { telemetry, stored } = aTracked();
    const controller = new AbortController();
    const tracked = telemetry.track(
      aRecord(),
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          controller.abort();
        }),
      { signal: controller.signal },
    );
    await expect(tracked).rejects.toMatchObject({ name: 'AbortError' });
    expect(stored()).toMatchObject({ status: 'unknown', exit_code: 130 });
  });

  it('makes a random_id and a signal where none is given', async () => {
    const { telemetry, stored } = aTracked();
    const installation = await telemetry.track({ type: 'vm', nsapp: 'haos' }, (given): Installation => given);
    expect(stored()).toMatchObject({ random_id: installation.random_id, type: 'vm' });
    expect(installation.signal.aborted).toBe(false);
  });

  it.each([
    { what: 'without consent', telemetry: new TelemetryClient() },
    {
      what: 'when no server listens',
      telemetry: new TelemetryClient({
        consent: true,
        attempts: 1,
        backend: pocketBase({ baseUrl: 'http://127.0.0.1:49151' }),
      }),
    },
    {
      what: 'when the backend is broken',
      telemetry: new TelemetryClient({
        consent: true,
        backend: {
          name: 'broken',
          repeatable: { create: true, update: true },
          create: () => {
            throw new Error('broken');
          },
          update: () => Promise.reject(new Error('broken')),
        },
      }),
    },
  ])('passes result and error through $what', async ({ telemetry }) => {
    expect(await telemetry.track(aRecord(), () => 'result')).toBe('result');
    await expect(telemetry.track(aRecord(), () => Promise.reject(new Error('own')))).rejects.toThrow('own');
  });

  it.each([null, undefined, 7, { type: 'toaster' }, { type: 'lxc', nsapp: 'x', random_id: '' }, { random_id: 5 }])(
    'runs the work for a record of %j',
    async (record) => {
      const { telemetry } = aTracked();
      expect(await telemetry.track(record as never, () => 'done')).toBe('done');
    },
  );

  it('runs the work for a record and options that cannot be read', async () => {
    const { telemetry } = aTracked();
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    expect(await telemetry.track(hostile as never, () => 'done', null as never)).toBe('done');
    expect(await telemetry.track(aRecord(), () => 'done', hostile)).toBe('done');
  });
});
