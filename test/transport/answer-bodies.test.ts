import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { pocketBase, type TelemetryClientOptions, type TransportResponse } from '../../src/index.js';
import { aClient, BASE_URL } from '../support/clients.js';
import { aRecord } from '../support/records.js';

const BOUND = 1_024;
const stored = '{"id":"abc123def456789","type":"ä😀"}';

/** A client that tries once, with answers of at most 1,024 bytes. */
function aClientAnswered(answer: object, own: TelemetryClientOptions = {}): ReturnType<typeof aClient> {
  const transport = (): Promise<TransportResponse> => Promise.resolve({ status: 200, ...answer });
  const backend = pocketBase({ baseUrl: BASE_URL, transport, maxAnswerBytes: BOUND });
  return aClient(transport, { attempts: 1, backend, ...own });
}

async function* pieces(text: string, size = 3): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let begin = 0; begin < bytes.length; begin += size) yield bytes.subarray(begin, begin + size);
}

const bodies: { what: string; answer: (text: string) => object }[] = [
  { what: 'text', answer: (body) => ({ body }) },
  { what: 'bytes', answer: (text) => ({ body: Buffer.from(text) }) },
  { what: 'a stream of the web', answer: (text) => ({ body: new Response(text).body }) },
  { what: 'a stream of Node', answer: (text) => ({ body: Readable.from(pieces(text)) }) },
  {
    what: 'a stream of Node that gives text',
    answer: (text) => ({ body: Readable.from([text.slice(0, 7), text.slice(7)]) }),
  },
  { what: 'an async iteration', answer: (text) => ({ body: pieces(text) }) },
  { what: 'a Blob', answer: (text) => ({ body: new Blob([text]) }) },
  { what: 'nothing, but text()', answer: (text) => ({ text: async () => text }) },
  { what: 'null, but text()', answer: (text) => ({ body: null, text: async () => text }) },
  {
    what: 'a stream where there is no TextDecoder',
    answer: (text) => {
      vi.stubGlobal('TextDecoder', undefined);
      return { body: Readable.from(pieces(text)) };
    },
  },
];

describe('an answer whose body is', () => {
  it.each(bodies)('$what is read', async ({ answer }) => {
    const outcome = await aClientAnswered(answer(stored)).create(aRecord());
    vi.unstubAllGlobals();
    expect(outcome).toMatchObject({ outcome: 'created', record_id: 'abc123def456789' });
  });

  it.each(bodies)('$what is read up to the bound, counted in bytes', async ({ answer }) => {
    for (const [length, said] of [
      [BOUND - stored.length - 5, { outcome: 'created' }],
      [
        BOUND,
        { outcome: 'failed', error: { code: 'unexpected-answer', message: expect.stringContaining('1024 bytes') } },
      ],
    ] as const) {
      const outcome = await aClientAnswered(answer(stored + ' '.repeat(length))).create(aRecord());
      vi.unstubAllGlobals();
      expect(outcome).toMatchObject(said);
    }
  });

  it('no UTF-8 is no record, with and without a TextDecoder', async () => {
    for (const decoder of [TextDecoder, undefined]) {
      vi.stubGlobal('TextDecoder', decoder);
      const outcome = await aClientAnswered({ body: Buffer.from([0x7b, 0xff, 0xe4, 0x7d]) }).create(aRecord());
      vi.unstubAllGlobals();
      expect(outcome).toMatchObject({ error: { code: 'unexpected-answer' } });
    }
  });

  it('text() alone is not asked for where the answer says that it is longer than the bound', async () => {
    const text = vi.fn(async () => stored);
    const answer = { text, headers: new Headers({ 'content-length': String(BOUND + 1) }) };
    expect(await aClientAnswered(answer).create(aRecord())).toMatchObject({ error: { code: 'unexpected-answer' } });
    expect(text).not.toHaveBeenCalled();
  });

  it.each([
    { what: 'an object that can do nothing', answer: { body: {} } },
    { what: 'an iteration of numbers', answer: { body: Readable.from([1, 2]) } },
    { what: 'a stream that is read already', answer: { body: lockedStream() } },
    { what: 'text() that rejects', answer: { text: () => Promise.reject(new Error('no')) } },
  ])('$what breaks off', async ({ answer }) => {
    const outcome = await aClientAnswered(answer).create(aRecord());
    expect(outcome).toMatchObject({ error: { code: 'unreachable', status: 200, fate: 'unknown' } });
  });
});

function lockedStream(): ReadableStream {
  const body = new ReadableStream();
  body.getReader();
  return body;
}

describe('an answer that is not read to its end', () => {
  const long = 'x'.repeat(BOUND + 1);

  it.each([
    { why: 'of a 503', status: 503, ends: {} },
    { why: 'of a redirect that leads nowhere', status: 301, ends: {} },
    { why: 'longer than the bound', status: 200, ends: {} },
    { why: 'that stops in between', status: 200, ends: { timeoutMs: 30 }, stalls: true },
  ])('$why has its stream destroyed, and what is piped into it', async ({ status, ends, stalls = false }) => {
    const uncaught = vi.fn();
    process.on('uncaughtException', uncaught);
    const source = new Readable({ read: () => undefined });
    source.push(stalls ? '{' : long);
    // As node-fetch 2 does it.
    const { PassThrough } = await import('node:stream');
    const body = source.pipe(new PassThrough()).pipe(new PassThrough());
    expect(await aClientAnswered({ status, body }, ends).create(aRecord())).toMatchObject({ outcome: 'failed' });
    await vi.waitFor(() => expect([body.destroyed, source.destroyed]).toEqual([true, true]));
    body.emit('error', new Error('later'));
    expect(uncaught).not.toHaveBeenCalled();
    process.off('uncaughtException', uncaught);
  });

  it('has its iteration ended', async () => {
    let hasEnded = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from(long);
      } finally {
        hasEnded = true;
      }
    }
    await aClientAnswered({ body: endless() }).create(aRecord());
    await vi.waitFor(() => expect(hasEnded).toBe(true));
  });
});
