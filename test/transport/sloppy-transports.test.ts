import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { pocketBase, type TransportFunction, type TransportResponse } from '../../src/index.js';
import { aClient, BASE_URL } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { answers, methods, scripted } from '../support/scripted-transport.js';

const stored = JSON.stringify({ id: 'abc123def456789' });

describe('a transport that is not quite one', () => {
  it.each<{ what: string; answer: object }>([
    { what: 'a body of bytes', answer: { body: Buffer.from('busy') } },
    { what: 'null for headers', answer: { headers: null, body: 'busy' } },
    { what: 'a number for headers', answer: { headers: 7, body: 'busy' } },
    { what: 'a stream whose cancel returns nothing', answer: { body: { cancel: () => undefined } } },
    { what: 'a stream whose cancel throws', answer: { body: { cancel: () => JSON.parse('no') as never } } },
  ])('is still understood to say 503 with $what', async ({ answer }) => {
    let requests = 0;
    const telemetry = aClient(() => {
      requests += 1;
      return Promise.resolve(
        (requests === 1 ? { status: 503, ...answer } : { status: 200, body: stored }) as TransportResponse,
      );
    });
    expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'created' });
  });

  it.each(['status', 'headers', 'body'])('is silence where its %s cannot be read', async (property) => {
    const answer = Object.defineProperty({ status: 503 }, property, {
      get: () => {
        throw new Error('no');
      },
    });
    const telemetry = aClient(() => Promise.resolve(answer), { attempts: 1 });
    expect(await telemetry.create(aRecord())).toMatchObject({ error: { code: 'unreachable', fate: 'unknown' } });
  });

  it('may have headers that cannot be asked', async () => {
    const headers = { get: () => JSON.parse('no') as never };
    const telemetry = aClient(() => Promise.resolve({ status: 503, headers }), { attempts: 1 });
    expect(await telemetry.create(aRecord())).toMatchObject({ error: { code: 'unavailable', status: 503 } });
  });

  it('may have a stream that throws when it is told to stop', async () => {
    const uncaught = vi.fn();
    process.on('uncaughtException', uncaught);
    try {
      const reader = { read: () => new Promise(() => undefined), cancel: () => JSON.parse('no') as never };
      const body = { getReader: () => reader } as never;
      const telemetry = aClient(() => Promise.resolve({ status: 200, body }), { attempts: 1, timeoutMs: 20 });
      expect(await telemetry.create(aRecord())).toMatchObject({ error: { code: 'timed-out' } });
      await new Promise((resolve) => setImmediate(resolve));
      expect(uncaught).not.toHaveBeenCalled();
    } finally {
      process.off('uncaughtException', uncaught);
    }
  });

  it.each([
    { what: 'its message', error: (text: string) => new Error(text) },
    { what: 'what lies under it', error: (text: string) => new TypeError('failed', { cause: new Error(text) }) },
    { what: 'its own properties', error: (text: string) => Object.assign(new Error('failed'), { config: text }) },
  ])('may quote the whole request in $what: the error of the outcome does not', async ({ error }) => {
    const transport: TransportFunction = async (request) => {
      throw Object.assign(error(JSON.stringify(request)), { code: 'ECONNREFUSED' });
    };
    const backend = pocketBase({ baseUrl: BASE_URL, transport, headers: { Authorization: 'Bearer secret-token' } });
    const outcome = await aClient(transport, { backend, attempts: 1 }).create(aRecord({ nsapp: 'secret-app' }));
    expect(outcome).toMatchObject({
      error: { code: 'unreachable', fate: 'not-sent', cause: { code: 'ECONNREFUSED' } },
    });
    expect(inspect(outcome, { depth: null, showHidden: true })).not.toContain('secret');
  });

  it('has what it says kept as the cause where that quotes nothing', async () => {
    const thrown = new RangeError('out of luck', {
      cause: Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' }),
    });
    const outcome = await aClient(() => Promise.reject(thrown), { attempts: 1 }).create(aRecord());
    expect(outcome).toMatchObject({
      error: {
        cause: { name: 'RangeError', message: 'out of luck', cause: { message: 'no route', code: 'EHOSTUNREACH' } },
      },
    });
  });

  it('leads nowhere by a Location that is no text', async () => {
    const transport = vi.fn(() => Promise.resolve({ status: 301, headers: new Map() as never, body: null }));
    expect(await aClient(transport).create(aRecord())).toMatchObject({ error: { code: 'unexpected-answer' } });
    expect(transport).toHaveBeenCalledTimes(1);
  });

  it.each([
    { when: 'after its attempt had timed out', delayMs: 60, chunk: new Uint8Array(1) },
    { when: 'in chunks that are no bytes', delayMs: 0, chunk: 'text' as never },
  ])('has its answer’s stream cancelled that comes $when', async ({ delayMs, chunk }) => {
    const cancelled = vi.fn();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(chunk),
      cancel: cancelled,
    });
    const transport = async (): Promise<TransportResponse> => {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      return { status: 200, body };
    };
    const telemetry = aClient(transport, { attempts: 1, timeoutMs: 30 });
    expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'failed' });
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalledTimes(1));
  });
});

describe('the headers of a server that wants a token', () => {
  it.each([
    { what: 'an object', headers: { Authorization: 'token' } },
    { what: 'Headers', headers: new Headers({ Authorization: 'token' }) },
  ])('are sent when given as $what', async ({ headers }) => {
    const transport = scripted(answers.stored());
    const backend = pocketBase({ baseUrl: BASE_URL, transport, headers });
    await aClient(transport, { backend }).create(aRecord());
    expect(transport.seen).toMatchObject([{ headers: { authorization: 'token', accept: 'application/json' } }]);
    expect(methods(transport)).toEqual(['POST']);
  });
});
