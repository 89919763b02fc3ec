import { describe, expect, it, vi } from 'vitest';
import { pocketBase, type TransportResponse } from '../../src/index.js';
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
