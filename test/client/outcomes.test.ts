import { describe, expect, it } from 'vitest';
import { type InstallationRecord, TelemetryClient } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { answers, scripted } from '../support/scripted-transport.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
const unreadable = {
  get random_id(): string {
    throw new Error('no');
  },
};

describe('an outcome names its installation', () => {
  it.each([
    { what: 'a create that fails', given: aRecord({ random_id, type: 'ct' as never }), named: random_id },
    { what: 'an invalid random_id', given: aRecord({ random_id: 'short' }), named: 'short' },
    { what: 'an empty random_id', given: aRecord({ random_id: '' }), named: '' },
    { what: 'a random_id that is no text', given: aRecord({ random_id: 5 as never }), named: '' },
    { what: 'a record that cannot be read', given: unreadable as InstallationRecord, named: '' },
  ])('after $what: "$named"', async ({ given, named }) => {
    const telemetry = new TelemetryClient({ consent: true, backend: memory() });
    expect((await telemetry.create(given)).random_id).toBe(named);
    expect((await telemetry.update(given as never)).random_id).toBe(named);
  });

  it('and says so without consent, too', async () => {
    const telemetry = new TelemetryClient();
    expect(await telemetry.create(aRecord({ random_id }))).toEqual({
      random_id,
      outcome: 'skipped',
      reason: 'no-consent',
    });
    expect(await telemetry.update({ random_id })).toEqual({ random_id, outcome: 'skipped', reason: 'no-consent' });
  });

  it('and an option that only create has', async () => {
    const update = aClient(scripted(answers.stored())).update({ random_id }, { newAttempt: true } as never);
    expect(await update).toMatchObject({
      outcome: 'failed',
      error: { code: 'invalid-options', fields: { newAttempt: expect.stringContaining('unknown option') as string } },
    });
  });

  it('and its wrong options by name', async () => {
    const call = { deadlineMs: 0, signal: 'stop', timeout: 5 } as never;
    expect(await aClient(scripted(answers.stored())).update({ random_id }, call)).toMatchObject({
      random_id,
      outcome: 'failed',
      error: {
        message:
          'call: deadlineMs: expected an integer from 1 to 2147483647; signal: expected an AbortSignal; timeout: unknown option, expected one of signal, deadlineMs',
      },
    });
  });
});
