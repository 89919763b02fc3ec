import { describe, expect, it } from 'vitest';
import { TelemetryError } from '../../../src/errors.js';
import { getJson, type HttpSourceOptions, readWithin } from '../../../src/sources/http/index.js';
import { type Answer, answers, scripted } from '../../support/scripted-transport.js';

const url = 'http://127.0.0.1/things?page=1';

const get = (options: HttpSourceOptions, call?: { signal?: AbortSignal; deadlineMs?: number }) =>
  readWithin(call, (read) => getJson(options, url, read));

describe('getJson', () => {
  it('resolves to the parsed answer', async () => {
    const transport = scripted({ status: 200, json: { items: [] } });
    expect(await get({ transport })).toMatchObject({ status: 200, json: { items: [] } });
    expect(transport.seen).toMatchObject([{ method: 'GET', url: { href: url } }]);
  });

  it.each<{ what: string; first: Answer }>([
    { what: '503', first: answers.unavailable() },
    { what: '429 with Retry-After', first: answers.unavailable(429, { 'retry-after': '0' }) },
    { what: 'no answer', first: { rejects: new Error('ECONNRESET') } },
    { what: 'silence', first: 'silence' },
  ])('asks again after $what', async ({ first }) => {
    const transport = scripted(first, { status: 200, json: 1 });
    expect(await get({ transport, timeoutMs: 100 })).toMatchObject({ json: 1 });
    expect(transport.seen).toHaveLength(2);
  });

  it.each<{
    what: string;
    answer: Answer;
    options?: HttpSourceOptions;
    deadlineMs?: number;
    error: object;
    asked: number;
  }>([
    {
      what: '503 to each attempt',
      answer: answers.unavailable(),
      options: { attempts: 2 },
      error: { code: 'unavailable', status: 503 },
      asked: 2,
    },
    {
      what: 'a Retry-After of an hour',
      answer: answers.unavailable(429, { 'retry-after': '3600' }),
      error: { code: 'unavailable', retryAfterMs: 3_600_000 },
      asked: 1,
    },
    {
      what: 'a Retry-After beyond the deadline',
      answer: answers.unavailable(429, { 'retry-after': '30' }),
      deadlineMs: 20_000,
      error: { code: 'unavailable' },
      asked: 1,
    },
    {
      what: 'silence',
      answer: 'silence',
      options: { attempts: 1, timeoutMs: 20 },
      error: { code: 'timed-out', message: 'No whole answer from http://127.0.0.1 within 20 ms' },
      asked: 1,
    },
    {
      what: 'silence until the deadline',
      answer: 'silence',
      deadlineMs: 20,
      error: { code: 'timed-out', message: 'Not read to its end within 20 ms' },
      asked: 1,
    },
    {
      what: 'a page of HTML',
      answer: { status: 200, text: '<!doctype html>' },
      error: {
        code: 'unexpected-answer',
        status: 200,
        message: 'GET http://127.0.0.1/things answered 200, but not in JSON: is the URL right?',
      },
      asked: 1,
    },
    {
      what: 'a longer answer than is read',
      answer: { status: 200, text: ' '.repeat(1_025) },
      options: { maxAnswerBytes: 1_024 },
      error: { code: 'unexpected-answer' },
      asked: 1,
    },
    {
      what: 'a redirect to another host',
      answer: { status: 302, headers: { location: 'http://example.org/' } },
      error: { code: 'unexpected-answer', status: 302 },
      asked: 1,
    },
  ])('rejects for $what', async ({ answer, options, deadlineMs, error, asked }) => {
    const transport = scripted(answer);
    const thrown: unknown = await get({ transport, ...options }, deadlineMs ? { deadlineMs } : {}).catch(
      (e: unknown) => e,
    );
    expect(thrown).toBeInstanceOf(TelemetryError);
    expect(thrown).toMatchObject({ fate: 'not-sent', ...error });
    expect(transport.seen).toHaveLength(asked);
  });

  it('leaves a 4xx to the source', async () => {
    expect(await get({ transport: scripted(answers.missing()) })).toMatchObject({ status: 404 });
  });

  it.each(['before', 'during'])('ends with the caller’s signal, aborted %s the request', async (when) => {
    const controller = new AbortController();
    let isEnded = false;
    const transport = ({ signal }: { signal: AbortSignal }): Promise<never> => {
      signal.addEventListener('abort', () => (isEnded = true));
      queueMicrotask(() => controller.abort());
      return new Promise(() => undefined);
    };
    if (when === 'before') controller.abort();
    await expect(get({ transport }, { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(isEnded).toBe(when === 'during');
  });

  it.each([{ deadlineMs: 0 }, { deadlineMs: Number.NaN }, { signal: {} as never }, { timeout: 1 }])(
    'refuses %o as options of a call',
    async (call) => {
      await expect(get({ transport: scripted({ status: 200 }) }, call)).rejects.toMatchObject({
        code: 'invalid-options',
      });
    },
  );
});
