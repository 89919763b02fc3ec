import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openStream } from '../../../src/sources/http/index.js';
import type { TransportResponse } from '../../../src/transport/transport.js';
import { serve } from '../../support/http-server.js';

const never = new AbortController().signal;

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

/** Opens what a transport answers. */
const opened = (answer: TransportResponse, signal = never): ReturnType<typeof openStream> =>
  openStream({ transport: () => Promise.resolve(answer) }, 'http://127.0.0.1/api/realtime', signal);

describe('a stream', () => {
  it.each<{ what: string; body: () => TransportResponse['body'] }>([
    { what: 'a web stream', body: () => new Response('ä: one\n\n').body },
    { what: 'a stream of Node', body: () => Readable.from([Buffer.from('ä: one\n\n')]) },
    {
      what: 'characters cut in two',
      body: () => Readable.from([...Buffer.from('ä: one\n\n')].map((byte) => Buffer.of(byte))),
    },
  ])('is read from $what', async ({ body }) => {
    expect(await textOf(await opened({ status: 200, body: body() as NonNullable<TransportResponse['body']> }))).toBe(
      'ä: one\n\n',
    );
  });

  it('asks for events, with the headers of the options', async () => {
    const seen: Record<string, unknown>[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers);
      response.end('x');
    });
    await textOf(await openStream({ headers: { authorization: 'token' } }, url, never));
    expect(seen).toEqual([expect.objectContaining({ accept: 'text/event-stream', authorization: 'token' })]);
  });

  it('follows a redirect to the same host', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/there') response.end('there');
      else response.writeHead(307, { location: '/there' }).end();
    });
    expect(await textOf(await openStream({}, `${url}/here`, never))).toBe('there');
  });

  it('follows no redirect to another host, and sends it nothing', async () => {
    let strayed = 0;
    const elsewhere = await serve((_request, response) => {
      strayed += 1;
      response.end();
    });
    const location = elsewhere.replace('127.0.0.1', 'localhost');
    const url = await serve((_request, response) => void response.writeHead(307, { location }).end());
    await expect(openStream({ headers: { authorization: 'token' } }, url, never)).rejects.toMatchObject({
      code: 'unexpected-answer',
    });
    expect(strayed).toBe(0);
  });

  it.each<{ status: number; headers?: Record<string, string>; expected: object }>([
    { status: 404, expected: { code: 'rejected', status: 404 } },
    { status: 403, expected: { code: 'rejected', status: 403 } },
    {
      status: 429,
      headers: { 'retry-after': '7' },
      expected: { code: 'unavailable', status: 429, retryAfterMs: 7_000 },
    },
    { status: 503, expected: { code: 'unavailable', status: 503 } },
    { status: 204, expected: { code: 'unexpected-answer' } },
    { status: 304, expected: { code: 'unexpected-answer' } },
  ])('is refused with $status', async ({ status, headers = {}, expected }) => {
    await expect(opened({ status, headers, body: null })).rejects.toMatchObject(expected);
  });

  it('ends in a loop of redirects', async () => {
    await expect(opened({ status: 308, headers: { location: '/' }, body: null })).rejects.toMatchObject({
      code: 'unexpected-answer',
    });
  });

  it('rejects as unreachable, without what was sent, if no answer arrives or it breaks off', async () => {
    const refused = openStream(
      { transport: () => Promise.reject(new Error('no secret-token')), headers: { authorization: 'secret-token' } },
      'http://127.0.0.1',
      never,
    );
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unreachable' });
    expect(String((error as Error).cause)).not.toContain('secret-token');

    const url = await serve((_request, response) => {
      response.write('begun');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(textOf(await openStream({}, url, never))).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('ends the request when the loop is left, and with its signal', async () => {
    let open = 0;
    const url = await serve((_request, response) => {
      open += 1;
      response.write('begun');
      response.on('close', () => (open -= 1));
    });
    for await (const chunk of await openStream({}, url, never)) if (chunk) break;
    const controller = new AbortController();
    const reason = new Error('enough');
    const read = textOf(await openStream({}, url, controller.signal));
    controller.abort(reason);
    await expect(read).rejects.toBe(reason);
    await expect.poll(() => open).toBe(0);
  });
});
