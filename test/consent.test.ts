import { describe, expect, it } from 'vitest';
import { type Consent, TelemetryClient } from '../src/index.js';
import { memory } from '../src/testing/index.js';
import { aRecord } from './support/records.js';

async function isSent(consent: Consent): Promise<boolean> {
  const backend = memory();
  const { outcome } = await new TelemetryClient({ consent, backend }).create(aRecord());
  expect(backend.records()).toHaveLength(outcome === 'created' ? 1 : 0);
  return outcome === 'created';
}

describe('consent', () => {
  it.each<{ consent: Consent }>([
    { consent: true },
    { consent: 'yes' },
    { consent: 'YES' },
    { consent: ' Yes\r\n' },
    { consent: 'true' },
    { consent: '1' },
    { consent: 'on' },
    { consent: () => 'yes' },
    { consent: async () => true },
  ])('is given by $consent', async ({ consent }) => {
    expect(await isSent(consent)).toBe(true);
  });

  it.each([
    { consent: undefined },
    { consent: null },
    { consent: false },
    { consent: '' },
    { consent: 'no' },
    { consent: 'y' },
    { consent: 'yes please' },
    { consent: 'not yes' },
    { consent: 'no\nyes' },
    { consent: '01' },
    { consent: '10' },
    { consent: '"yes"' },
    { consent: '0' },
    { consent: 'maybe' },
    { consent: () => undefined },
    { consent: () => 1 as never },
    { consent: () => ({ toString: () => 'yes' }) as never },
    { consent: async () => 'no' },
    {
      consent: () => {
        throw new Error('no file');
      },
    },
    { consent: () => Promise.reject(new Error('no file')) },
  ])('is not given by $consent', async ({ consent }) => {
    expect(await isSent(consent)).toBe(false);
  });

  it('is asked anew at each call', async () => {
    let answer = 'yes';
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: () => answer, backend });
    const record = aRecord();
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'created' });
    answer = 'no';
    expect(await telemetry.update({ random_id: record.random_id })).toMatchObject({
      outcome: 'skipped',
      reason: 'no-consent',
    });
    expect(backend.records()).toMatchObject([{ status: 'installing' }]);
  });

  it('is a no at the deadline when the function never answers', async () => {
    const telemetry = new TelemetryClient({ consent: () => new Promise(() => undefined), backend: memory() });
    const call = telemetry.create(aRecord(), { deadlineMs: 20 });
    expect(await call).toMatchObject({ outcome: 'skipped', reason: 'no-consent' });
  });

  it.each([{ consent: 'no' }, { consent: () => 'no' }])(
    'of $consent does not hide that the caller had aborted',
    async ({ consent }) => {
      const call = new TelemetryClient({ consent }).create(aRecord(), { signal: AbortSignal.abort() });
      expect(await call).toMatchObject({ outcome: 'failed', error: { code: 'aborted', fate: 'not-sent' } });
    },
  );

  it('is not waited for once the caller’s signal fires', async () => {
    const telemetry = new TelemetryClient({ consent: () => new Promise(() => undefined), backend: memory() });
    const call = telemetry.create(aRecord(), { signal: AbortSignal.timeout(20) });
    expect(await call).toMatchObject({ outcome: 'failed', error: { code: 'aborted', fate: 'not-sent' } });
  });
});
