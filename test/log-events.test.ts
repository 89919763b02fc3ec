import { describe, expect, it, vi } from 'vitest';
import { eventLine } from '../src/event-line.js';
import { logEvents, pocketBase, TelemetryClient, TelemetryError, type TelemetryEvent } from '../src/index.js';
import { memory } from '../src/testing/index.js';
import { serve } from './support/http-server.js';

const random_id = 'a1b2c3d4-0000';
const took = { durationMs: 12.4 };
const refused = new TelemetryError('rejected', 'POST https://pb.example/api was refused with 400 because of type', {
  status: 400,
  fields: { type: 'validation_invalid_value' },
});

describe('a line of logEvents', () => {
  it.each<{ event: TelemetryEvent | Omit<TelemetryEvent & { type: 'attempt' }, 'random_id'>; line: string }>([
    {
      event: { type: 'attempt', operation: 'create', attempt: 1, ...took },
      line: 'create a1b2c3d4-0000: attempt 1 was answered (12 ms)',
    },
    {
      event: { type: 'attempt', operation: 'update', attempt: 1, url: 'https://pb.example.org', ...took },
      line: 'update a1b2c3d4-0000: attempt 1 to https://pb.example.org was answered (12 ms)',
    },
    {
      event: { type: 'attempt', operation: 'create', attempt: 2, error: refused, ...took },
      line: 'create a1b2c3d4-0000: attempt 2 failed, rejected, 400, fate refused: POST https://pb.example/api was refused with 400 because of type; type: validation_invalid_value (12 ms)',
    },
    {
      event: {
        type: 'retry',
        operation: 'update',
        attempt: 2,
        delayMs: 480.2,
        error: new TelemetryError('unreachable', 'no answer'),
      } as TelemetryEvent,
      line: 'update a1b2c3d4-0000: attempt 2 follows in 480 ms, since unreachable',
    },
    {
      event: { type: 'retry', operation: 'find', attempt: 2, delayMs: 480 } as TelemetryEvent,
      line: 'find a1b2c3d4-0000: attempt 2 follows in 480 ms, since no record was found',
    },
    ...(
      [
        [{ outcome: 'created', record_id: 'abc' }, 'created, record_id abc'],
        [{ outcome: 'created' }, 'created'],
        [{ outcome: 'existing', record_id: 'abc' }, 'existing, record_id abc'],
        [{ outcome: 'accepted', by: 'service' }, 'accepted by the service'],
        [
          { outcome: 'updated', record_id: 'abc', status: 'failed', exit_code: 127 },
          'updated to failed with exit code 127, record_id abc',
        ],
        [
          { outcome: 'updated', late: true, status: 'success', exit_code: 0 },
          'updated to success with exit code 0, created late',
        ],
        [
          { outcome: 'skipped', reason: 'no-consent' },
          "skipped, no-consent: no explicit yes: consent is missing or not 'yes', or its function did not return 'yes'",
        ],
        [{ outcome: 'skipped', reason: 'dropped' }, 'skipped, dropped: beforeSend dropped it, or failed'],
        [
          { outcome: 'failed', error: new TelemetryError('invalid-record', 'nsapp: expected text') },
          'failed, invalid-record, fate not-sent: nsapp: expected text',
        ],
      ] as const
    ).map(([outcome, words]) => ({
      event: { type: 'outcome', operation: 'update', outcome: { random_id, ...outcome }, ...took } as TelemetryEvent,
      line: `update a1b2c3d4-0000: ${words} (12 ms)`,
    })),
    ...(
      [
        [
          'unknown-status',
          { status: 'faild' },
          { status: 'unknown', exit_code: 1 },
          'unknown status "faild" (known: done, success, failed, aborted, unknown), reported as unknown with exit code 1: did you mean failed?',
        ],
        [
          'unknown-exit-code',
          { exit_code: 'x7' },
          { status: 'failed', exit_code: 1 },
          '"x7" is not an exit code, reported as failed with exit code 1: expected a whole number from 0',
        ],
        [
          'failed-with-0',
          { status: 'failed', exit_code: '0' },
          { status: 'failed', exit_code: 0 },
          'failed with 0, the exit code of a success, reported as failed with exit code 0: did you mean done?',
        ],
        [
          'success-with-exit-code',
          { status: 'done', exit_code: '7' },
          { status: 'success', exit_code: 0 },
          'done with 7, the exit code of a failure, reported as success with exit code 0: did you mean failed?',
        ],
      ] as const
    ).map(([why, given, takenAs, words]) => ({
      event: { type: 'unclear-end', why, given, takenAs } as TelemetryEvent,
      line: `update a1b2c3d4-0000: ${words}`,
    })),
    {
      event: {
        type: 'outcome',
        operation: 'create',
        random_id: '',
        outcome: { random_id: '', outcome: 'skipped', reason: 'no-random-id' },
        ...took,
      },
      line: 'create without random_id: skipped, no-random-id: random_id is empty (12 ms)',
    },
    {
      event: {
        type: 'attempt',
        operation: 'find',
        random_id: 'one\ntwo\u001B[31m\u2028\u202E\u200B',
        attempt: 1,
        ...took,
      },
      line: 'find one two [31m : attempt 1 was answered (12 ms)',
    },
  ])('is $line', ({ event, line }) => {
    expect(eventLine({ random_id, ...event })).toBe(`telemetry: ${line}`);
  });
});

describe('logEvents', () => {
  it('says what a client does, in order, without what it sends', async () => {
    const lines: string[] = [];
    const url = await serve((_request, response) => void response.writeHead(403).end('{"message":"token s3cret"}'));
    const headers = { Authorization: 'Bearer s3cret' };
    const backend = pocketBase({ baseUrl: url, headers });
    const telemetry = new TelemetryClient({ consent: 'yes', backend, onEvent: logEvents((line) => lines.push(line)) });
    await telemetry.create({ type: 'lxc', nsapp: 'plex', random_id, method: 's3cret' });
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    const records = `${url}/api/collections/_dev_telemetry_data/records`;
    const refusal = `rejected, 403, fate refused: POST ${records} was refused with 403: the create rule of .* does not allow it`;
    expect(lines[0]).toMatch(
      new RegExp(`^telemetry: create ${random_id}: attempt 1 failed, ${refusal} \\(\\d+ ms\\)$`),
    );
    expect(lines[1]).toMatch(new RegExp(`^telemetry: create ${random_id}: failed, ${refusal} \\(\\d+ ms\\)$`));
    expect(lines.join()).not.toContain('s3cret');
  });

  it('says that there is no consent to console.debug where no function is given', async () => {
    const debug = vi.spyOn(console, 'debug').mockReturnValue();
    try {
      await new TelemetryClient({ onEvent: logEvents() }).create({ type: 'lxc', nsapp: 'plex', random_id });
      await vi.waitFor(() => expect(debug).toHaveBeenCalledOnce());
      expect(debug.mock.calls).toEqual([[expect.stringContaining('skipped, no-consent: no explicit yes')]]);
    } finally {
      debug.mockRestore();
    }
  });

  it('goes on without harm if the function throws or rejects', async () => {
    const lines: string[] = [];
    const write = (line: string): unknown => {
      if (lines.push(line) === 1) throw new Error('full');
      return Promise.reject(new Error('full'));
    };
    const onEvent = logEvents(write);
    const telemetry = new TelemetryClient({ consent: 'yes', backend: memory(), onEvent });
    await telemetry.create({ type: 'lxc', nsapp: 'plex', random_id });
    await telemetry.update({ random_id, status: 'done' });
    await vi.waitFor(() => expect(lines).toHaveLength(4));
    expect(lines.map((line) => line.replace(/ \(\d+ ms\)$/, ''))).toEqual([
      `telemetry: create ${random_id}: attempt 1 was answered`,
      expect.stringMatching(/: created, record_id \w+$/),
      `telemetry: update ${random_id}: attempt 1 was answered`,
      expect.stringMatching(/: updated to success with exit code 0, record_id \w+$/),
    ]);
  });

  it.each([{ write: 'console' }, { write: console }, { write: null }])('takes no $write', ({ write }) => {
    expect(() => logEvents(write as never)).toThrow('logEvents: write: expected a function');
  });
});
