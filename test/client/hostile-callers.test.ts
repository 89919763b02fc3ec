import { describe, expect, it, vi } from 'vitest';
import { explainExitCode, isTelemetryError, pocketBase, TelemetryClient } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { answers, scripted } from '../support/scripted-transport.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
const record_id = 'abc123def456789';

/** Whoever touches it gets an error, which is such a thing itself. */
const untouchable: object = new Proxy(() => undefined, {
  get: () => {
    throw untouchable;
  },
  getPrototypeOf: () => {
    throw untouchable;
  },
  has: () => {
    throw untouchable;
  },
  ownKeys: () => {
    throw untouchable;
  },
});

describe('what a caller hands over', () => {
  it('may be impossible to read: every report has an outcome all the same', async () => {
    const telemetry = aClient(scripted(answers.stored()));
    const given = untouchable as never;
    expect(await telemetry.create(given)).toMatchObject({ outcome: 'failed' });
    expect(await telemetry.update(given)).toMatchObject({ outcome: 'failed' });
    expect(await telemetry.create(aRecord(), given)).toMatchObject({ outcome: 'failed' });
    expect(await telemetry.settled(given)).toBe(true);
    expect(await telemetry.settled(null as never)).toBe(true);
    expect(telemetry.explainExitCode(given)).toBe('Unknown error');
    expect(explainExitCode(given)).toBe('Unknown error');
    expect(isTelemetryError(given)).toBe(false);
  });

  it('may throw what cannot be read', async () => {
    const failing = (): never => {
      throw untouchable as Error;
    };
    const telemetry = aClient(failing, { consent: 'yes', onEvent: failing, beforeSend: failing });
    expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'skipped', reason: 'dropped' });
    expect(await aClient(failing, { attempts: 1 }).create(aRecord())).toMatchObject({ outcome: 'failed' });
    await expect(telemetry.track(aRecord(), failing)).rejects.toBe(untouchable);
    expect(await telemetry.track(aRecord(), () => 'worked')).toBe('worked');
  });

  it('may not throw into the work by an early end that cannot be read', async () => {
    const telemetry = aClient(scripted(answers.stored()));
    const end = {
      get status(): 'failed' {
        throw new Error('no');
      },
    };
    const early = await telemetry.track(aRecord(), ({ update }) => update(end));
    expect(early).toMatchObject({ outcome: 'failed', error: { code: 'internal', fate: 'not-sent' } });
  });

  it('may throw an error of our name whose code cannot be read', async () => {
    const forged = Object.defineProperty(Object.assign(new Error('forged'), { name: 'TelemetryError' }), 'code', {
      get: () => {
        throw new Error('no');
      },
    });
    const end = {
      random_id,
      get status(): 'failed' {
        throw forged;
      },
    };
    expect(isTelemetryError(forged)).toBe(false);
    expect(await aClient(scripted(answers.stored())).update(end)).toMatchObject({
      outcome: 'failed',
      error: { code: 'internal', fate: 'not-sent', cause: forged },
    });
  });

  it('may be a signal that cannot be read: the end of the work is reported all the same', async () => {
    const transport = scripted(answers.stored());
    const signal = {
      get aborted(): boolean {
        throw new Error('no');
      },
    } as AbortSignal;
    const work = (): never => {
      throw new Error('the work');
    };
    await expect(aClient(transport).track(aRecord(), work, { signal })).rejects.toThrow('the work');
    expect(transport.seen.at(-1)).toMatchObject({ method: 'PATCH', body: { status: 'failed', exit_code: 1 } });
  });

  it('is no yes and no option when it is inherited', async () => {
    const polluted = Object.prototype as { consent?: unknown; deadlineMs?: unknown };
    try {
      polluted.consent = 'yes';
      const transport = scripted(answers.stored());
      const telemetry = new TelemetryClient({ backend: pocketBase({ transport }) });
      expect(await telemetry.update({ random_id })).toMatchObject({ reason: 'no-consent' });
      expect(transport.seen).toEqual([]);
    } finally {
      delete polluted.consent;
    }
    const heir = Object.create({ consent: 'yes', attempts: 1e9 }) as object;
    expect(await new TelemetryClient(heir).update({ random_id })).toMatchObject({ reason: 'no-consent' });
  });

  it('may be one signal for many calls, without a warning of the runtime', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    try {
      const controller = new AbortController();
      const telemetry = new TelemetryClient({ consent: true, backend: memory() });
      const calls = Array.from({ length: 50 }, () => telemetry.create(aRecord(), { signal: controller.signal }));
      controller.abort();
      const outcomes = await Promise.all(calls);
      expect(outcomes.every((outcome) => outcome.outcome === 'failed' && outcome.error.code === 'aborted')).toBe(true);
      await new Promise((resolve) => setImmediate(resolve));
      expect(warned).not.toHaveBeenCalled();
    } finally {
      process.off('warning', warned);
    }
  });

  it.each([
    { end: { exitCode: 5 }, field: 'exitCode', says: 'did you mean `exit_code`?' },
    {
      end: { exit_code: 5, message: 'mine' },
      field: 'message',
      says: 'expected one of random_id, status, exit_code, error, record_id, record',
    },
  ])('is refused with a field an update has not: $field', async ({ end, field, says }) => {
    const transport = scripted(answers.stored());
    expect(await aClient(transport).update({ random_id, record_id, ...end })).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'invalid-record',
        fate: 'not-sent',
        fields: { [field]: `unknown field, ${says}` },
      },
    });
    expect(transport.seen).toEqual([]);
  });
});
