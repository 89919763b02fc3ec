import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Backend, TelemetryClient, type TelemetryClientOptions, TelemetryError } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { aRecord } from '../support/records.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';

/** A client on a backend in memory that is ready when this says so, and what it was asked. */
function aClient(
  ready: NonNullable<Backend['ready']>,
  own: TelemetryClientOptions = {},
): { telemetry: TelemetryClient; asked: string[] } {
  const asked: string[] = [];
  const stored = memory();
  const backend: Backend = {
    name: stored.name,
    repeatable: stored.repeatable,
    ready,
    create: (record, call) => {
      asked.push('create');
      return stored.create(record, call);
    },
    update: (target, call) => {
      asked.push('update');
      return stored.update(target, call);
    },
  };
  return { telemetry: new TelemetryClient({ consent: 'yes', backend, ...own }), asked };
}

beforeEach(async () => {
  // What is loaded on demand is loaded now: modules do not wait for a virtual clock.
  await aClient(() => Promise.resolve()).telemetry.create(aRecord());
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a backend that is not ready', () => {
  it('is waited for beyond the time of an attempt, and the wait is told as none', async () => {
    const events: unknown[] = [];
    const waited: unknown[] = [];
    const { telemetry, asked } = aClient(
      (report, { remainingMs }) => {
        waited.push([report, remainingMs]);
        return new Promise((resolve) => setTimeout(resolve, 20_000));
      },
      { deadlineMs: 60_000, timeoutMs: 1_000, onEvent: ({ type, ...event }) => events.push([type, event]) },
    );
    const created = telemetry.create(aRecord({ random_id }));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await created).toMatchObject({ outcome: 'created' });
    const updated = telemetry.update({ random_id });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await updated).toMatchObject({ outcome: 'updated' });
    expect(asked).toEqual(['create', 'update']);
    expect(waited).toMatchObject([
      [{ kind: 'create', record: { random_id, status: 'installing' } }, 60_000],
      [{ kind: 'update', target: { random_id, patch: { status: 'failed' } } }, 60_000],
    ]);
    expect(events).toMatchObject([
      ['attempt', { operation: 'create', attempt: 1, durationMs: 0 }],
      ['outcome', {}],
      ['attempt', { operation: 'update', attempt: 1, durationMs: 0 }],
      ['outcome', {}],
    ]);
  });

  it.each([
    { what: 'a refusal', ready: () => Promise.reject(tooLate()), code: 'unavailable' },
    { what: 'the deadline', ready: () => new Promise<void>(() => undefined), code: 'timed-out' },
  ])('has been sent nothing after $what', async ({ ready, code }) => {
    const { telemetry, asked } = aClient(ready, { deadlineMs: 1_000, closeGuard: 'attempted' });
    for (const report of [() => telemetry.create(aRecord({ random_id })), () => telemetry.update({ random_id })]) {
      const outcome = report();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(await outcome).toMatchObject({ outcome: 'failed', error: { code, fate: 'not-sent' } });
    }
    expect(asked).toEqual([]);
  });
});

function tooLate(): TelemetryError {
  return new TelemetryError('unavailable', 'too late', { fate: 'not-sent' });
}
