import { describe, expect, it } from 'vitest';
import { TelemetryClient, type TelemetryEvent } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { aRecord } from '../support/records.js';

/** What is stored and told where this end is given, by a call that no compiler checked. */
async function report(end: object, options: object = {}) {
  const backend = memory();
  const events: TelemetryEvent[] = [];
  const onEvent = (event: TelemetryEvent): unknown => events.push(event);
  const telemetry = new TelemetryClient({ consent: true, backend, onEvent, ...options });
  const { random_id } = await telemetry.create(aRecord());
  const outcome = await telemetry.update({ random_id, ...end });
  return { outcome, told: events.filter(({ type }) => type === 'unclear-end'), stored: backend.records()[0], events };
}

describe('an end without a status', () => {
  it.each([
    { end: { exit_code: 0 }, stored: { status: 'sucess', exit_code: 0, error: '' } },
    { end: { exit_code: '0', status: '' }, stored: { status: 'sucess', exit_code: 0 } },
    { end: { exit_code: { exitCode: 0, signal: null }, status: null }, stored: { status: 'sucess', exit_code: 0 } },
    { end: { exit_code: { exitCode: 0, signal: 9 } }, stored: { status: 'failed', exit_code: 137 } },
    { end: { exit_code: 5 }, stored: { status: 'failed', exit_code: 5 } },
    { end: {}, stored: { status: 'failed', exit_code: 1 } },
  ])('is read by its exit code: $end is $stored', async ({ end, stored }) => {
    const reported = await report(end);
    expect(reported.stored).toMatchObject(stored);
    expect(reported.told).toEqual([]);
  });

  it('is a failure where an error is given, whatever the exit code, and that is told', async () => {
    const { stored, told } = await report({ exit_code: 0, error: 'it broke' });
    expect(stored).toMatchObject({ status: 'failed', exit_code: 0, error: 'it broke' });
    expect(told).toMatchObject([{ why: 'failed-with-0', given: { exit_code: '0' } }]);
  });
});

describe('an unclear end', () => {
  it('is told before it is delivered, with what was given and what it was taken for', async () => {
    const { events, outcome } = await report({ status: 'cancelled', exit_code: 5 });
    const random_id = outcome.random_id;
    expect(events.filter(({ type }) => type !== 'attempt')).toMatchObject([
      { type: 'outcome', operation: 'create' },
      {
        type: 'unclear-end',
        random_id,
        why: 'unknown-status',
        given: { status: 'cancelled', exit_code: '5' },
        takenAs: { status: 'unknown', exit_code: 5 },
      },
      { type: 'outcome', operation: 'update', outcome: { outcome: 'updated', status: 'unknown', exit_code: 5 } },
    ]);
  });

  it.each([
    { end: { status: 'failed', exit_code: 0 }, why: 'failed-with-0', takenAs: { status: 'failed', exit_code: 0 } },
    { end: { status: 'aborted', exit_code: '0' }, why: 'failed-with-0', takenAs: { status: 'aborted', exit_code: 0 } },
    {
      end: { status: 'done', exit_code: 5 },
      why: 'success-with-exit-code',
      takenAs: { status: 'success', exit_code: 0 },
    },
    {
      end: { status: 'failed', exit_code: 'x' },
      why: 'unknown-exit-code',
      takenAs: { status: 'failed', exit_code: 1 },
    },
    { end: { exit_code: -1 }, why: 'unknown-exit-code', takenAs: { status: 'failed', exit_code: 1 } },
    { end: { status: 'installing' }, why: 'unknown-status', takenAs: { status: 'unknown', exit_code: 1 } },
    { end: { status: 'Done' }, why: 'unknown-status', takenAs: { status: 'unknown', exit_code: 1 } },
    { end: { status: 'toString' }, why: 'unknown-status', takenAs: { status: 'unknown', exit_code: 1 } },
    { end: { status: true }, why: 'unknown-status', takenAs: { status: 'unknown', exit_code: 1 } },
  ])('is one with $end: $why', async ({ end, why, takenAs }) => {
    expect((await report(end)).told).toMatchObject([{ why, takenAs }]);
  });

  it.each([
    { status: 'done', exit_code: 'none' },
    { status: 'success', exit_code: 0 },
    { status: 'unknown', exit_code: 0 },
    { status: 'unknown' },
    { status: 'failed', exit_code: 137 },
    { status: 'aborted' },
    { status: 'failed', exit_code: { exitCode: null, signal: 'SIGKILL' } },
  ])('is none with %j', async (end) => {
    expect((await report(end)).told).toEqual([]);
  });

  it.each([
    { given: 'curl -u admin:hunter2 http://10.0.0.5', shown: 'curl -u [secret] http://[ip]' },
    { given: 'mysql --password=hunter2\n\u001B[31mfailed\u001B[0m', shown: 'mysql --password=[secret] failed' },
    { given: `${'x'.repeat(60)} password=hunter2`, shown: `${'x'.repeat(60)} pas` },
    { given: '\u{1F4E6}'.repeat(1_000), shown: '\u{1F4E6}'.repeat(64) },
    { given: { password: 'hunter2' }, shown: 'object' },
    { given: () => 'hunter2', shown: 'function' },
  ])('shows what was given without secrets, in a line of at most 64 characters: $shown', async ({ given, shown }) => {
    expect((await report({ status: given, exit_code: given })).told).toMatchObject([
      { given: { status: shown, exit_code: shown } },
    ]);
  });

  it('is shown by the client’s own rules too, and without what is a secret in any case where these are off', async () => {
    const redact = [{ pattern: /plan-\d+/, replacement: '[plan]' }];
    expect((await report({ status: 'plan-9' }, { redact })).told).toMatchObject([{ given: { status: '[plan]' } }]);
    const { told } = await report({ status: 'password=hunter2' }, { redact: 'off' });
    expect(told).toMatchObject([{ given: { status: 'password=[secret]' } }]);
  });

  it('of a tracked work is told too', async () => {
    const told: TelemetryEvent[] = [];
    const onEvent = (event: TelemetryEvent): unknown => event.type === 'unclear-end' && told.push(event);
    const telemetry = new TelemetryClient({ consent: true, backend: memory(), onEvent });
    await telemetry.track(aRecord(), ({ update }) => update({ status: 'ok' as never }));
    expect(told).toMatchObject([{ why: 'unknown-status', given: { status: 'ok' } }]);
  });

  it('sends and tells nothing without consent', async () => {
    const { events } = await report({ status: 'ok' }, { consent: false });
    expect(events.map(({ type }) => type)).toEqual(['outcome', 'outcome']);
  });
});
