import { describe, expect, it } from 'vitest';
import { inspect } from 'node:util';
import { pocketBase, TelemetryClient, TelemetryError } from '../src/index.js';
import { aRecord } from './support/records.js';

const refused = Object.assign(new Error('password=hunter2 was refused'), { code: 'ECONNREFUSED' });

describe('a TelemetryError as JSON', () => {
  it('has what is known of it, and the code of its cause', () => {
    const details = { status: 429, fields: { nsapp: 'is missing' }, retryAfterMs: 500, cause: refused } as const;
    const error = new TelemetryError('unavailable', 'POST https://pb.example/x answered 429', details);
    expect(JSON.parse(JSON.stringify({ outcome: 'failed', error }))).toEqual({
      outcome: 'failed',
      error: {
        name: 'TelemetryError',
        code: 'unavailable',
        message: 'POST https://pb.example/x answered 429',
        fate: 'unknown',
        status: 429,
        fields: { nsapp: 'is missing' },
        retryAfterMs: 500,
        cause: { code: 'ECONNREFUSED' },
      },
    });
  });

  it.each([
    { cause: new Error('fetch failed', { cause: refused }), kept: { code: 'ECONNREFUSED' } },
    { cause: new Error('password=hunter2'), kept: undefined },
    { cause: { code: 'password=hunter2' }, kept: undefined },
    { cause: 'password=hunter2', kept: undefined },
    { cause: undefined, kept: undefined },
  ])('has $kept of the cause $cause', ({ cause, kept }) => {
    const json = JSON.stringify(new TelemetryError('internal', 'Failed', { cause }));
    expect((JSON.parse(json) as { cause?: object }).cause).toEqual(kept);
    expect(json).not.toContain('hunter2');
  });

  it('has nothing of a cause that cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(new TelemetryError('internal', 'Failed', { cause: proxy }).toJSON()['cause']).toBeUndefined();
  });

  it('ends where causes go round in a circle', () => {
    const circle = new Error('a');
    circle.cause = circle;
    expect(new TelemetryError('internal', 'Failed', { cause: circle }).toJSON()['cause']).toBeUndefined();
  });

  it('names the code of a refused connection', async () => {
    const backend = pocketBase({ baseUrl: 'http://127.0.0.1:2' });
    const outcome = await new TelemetryClient({ consent: true, backend, attempts: 1 }).create(aRecord());
    expect(JSON.parse(JSON.stringify(outcome))).toMatchObject({
      outcome: 'failed',
      error: { code: 'unreachable', fate: 'not-sent', cause: { code: 'ECONNREFUSED' } },
    });
  });
});

describe('a TelemetryError on the console', () => {
  it('shows what is known of it first, then where it was made', () => {
    const error = new TelemetryError('rejected', 'POST https://pb.example/x was refused with 404', {
      status: 404,
      cause: refused,
    });
    const shown = inspect({ outcome: 'failed', error });
    const [first, ...rest] = shown.slice(shown.indexOf('TelemetryError')).split('\n');
    expect(first).toBe(
      'TelemetryError: POST https://pb.example/x was refused with 404 ' +
        '{"status":404,"code":"rejected","fate":"refused","cause":{"code":"ECONNREFUSED"}}',
    );
    expect(rest.join('\n')).toMatch(/ +at .*errors\.test\.ts/);
    expect(rest.join('\n')).not.toContain('hunter2');
  });

  it('is shown without a stack where that was taken away', () => {
    const error = Object.assign(new TelemetryError('aborted', 'Aborted by the caller'), { stack: undefined });
    expect(inspect(error)).toBe('TelemetryError: Aborted by the caller {"code":"aborted","fate":"unknown"}');
  });

  it('adds nothing that is enumerated or copied', () => {
    const error = new TelemetryError('aborted', 'x');
    expect(Object.keys({ ...error }).sort()).toEqual(['code', 'fate', 'name']);
  });
});
