import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createGzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pocketBase, TelemetryClient, type TransportFunction } from '../../src/index.js';
import { aRecord } from '../support/records.js';
import { serve } from '../support/http-server.js';

const MiB = 2 ** 20;
const BOUND = MiB;
/** What lies in the sockets and streams between server and client. */
const BETWEEN = 16 * MiB;

const plainFetch: TransportFunction = ({ url, ...init }) => fetch(url, { ...init, redirect: 'manual' });

/** A server that answers for as long as it is listened to, at most 400 MiB. */
async function anEndlessServer(
  status: number,
  { isZipped = false, chunk = Buffer.alloc(65_536, '[') } = {},
): Promise<{ baseUrl: string; written: () => number; closed: Promise<unknown> }> {
  let written = 0;
  let close: (value?: unknown) => void;
  const closed = new Promise((resolve) => (close = resolve));
  const listener: RequestListener = (request, response) => {
    request.resume();
    response.on('close', () => close());
    response.writeHead(status, { 'content-type': 'application/json', ...(isZipped && { 'content-encoding': 'gzip' }) });
    const body = isZipped ? createGzip({ level: 1 }) : response;
    if (body !== response) body.pipe(response);
    void (async () => {
      while (written < 400 * MiB && !response.destroyed) {
        written += chunk.length;
        if (!body.write(chunk)) await Promise.race([once(body, 'drain'), closed]);
      }
      body.end();
    })().catch(() => undefined);
  };
  return { baseUrl: await serve(listener), written: () => written, closed };
}

/** How much more memory there was at most while it ran, in bytes. */
async function mostHeldWhile(run: () => Promise<unknown>): Promise<number> {
  const held = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, held())), 5);
  await run();
  clearInterval(timer);
  return Math.max(most, held()) - before;
}

describe('an answer longer than the bound', () => {
  it.each([
    { status: 200, code: 'unexpected-answer', by: 'the default transport' },
    { status: 200, code: 'unexpected-answer', by: 'plain fetch', transport: plainFetch },
    { status: 400, code: 'unexpected-answer', by: 'the default transport' },
    { status: 503, code: 'unavailable', by: 'the default transport' },
    { status: 302, code: 'unexpected-answer', by: 'the default transport' },
    { status: 200, code: 'unexpected-answer', by: 'the default transport', isZipped: true },
  ])('is cut off and not held: $status by $by', async ({ status, code, transport, isZipped = false }) => {
    const { baseUrl, written, closed } = await anEndlessServer(status, { isZipped });
    const backend = pocketBase({ baseUrl, transport, maxAnswerBytes: BOUND });
    const telemetry = new TelemetryClient({ consent: true, attempts: 1, backend });
    const held = await mostHeldWhile(async () => {
      expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'failed', error: { code, status } });
      await closed;
    });
    // Zipped, the sockets hold a thousand times as much of it.
    if (!isZipped) expect(written()).toBeLessThan(BOUND + BETWEEN);
    expect(written()).toBeLessThan(400 * MiB);
    expect(held).toBeLessThan(64 * MiB);
  });

  it('is cut off by the deadline where it comes drop by drop', async () => {
    const listener: RequestListener = (_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 5);
      response.on('close', () => {
        clearInterval(timer);
        close();
      });
    };
    let close!: () => void;
    const closed = new Promise<void>((resolve) => (close = resolve));
    const telemetry = new TelemetryClient({
      consent: true,
      attempts: 1,
      deadlineMs: 400,
      backend: pocketBase({ baseUrl: await serve(listener) }),
    });
    expect(await telemetry.create(aRecord())).toMatchObject({ outcome: 'failed', error: { code: 'timed-out' } });
    await closed;
  });

  it.each([200, 400, 503, 302])(
    'is pulled no further than the bound from somebody’s own transport: %i',
    async (status) => {
      let pulled = 0;
      let isCancelled = false;
      const transport: TransportFunction = async () => ({
        status,
        body: new ReadableStream<Uint8Array>({
          pull: (controller) => controller.enqueue(new Uint8Array((pulled += 1_024) && 1_024)),
          cancel: () => void (isCancelled = true),
        }),
      });
      const backend = pocketBase({ baseUrl: 'https://pb.example', transport, maxAnswerBytes: 10_240 });
      const outcome = await new TelemetryClient({ consent: true, attempts: 1, backend }).create(aRecord());
      expect(outcome).toMatchObject({ outcome: 'failed', error: { status } });
      expect(pulled).toBeLessThanOrEqual(10_240 + 3 * 1_024);
      expect(isCancelled).toBe(true);
    },
  );

  it.each([
    { bytes: 1_024, code: undefined },
    { bytes: 1_025, code: 'unexpected-answer' },
  ])('begins right behind it, counted in bytes: $bytes', async ({ bytes, code }) => {
    const body = JSON.stringify({ id: 'abc', x: '' });
    const long = body.replace(
      '""',
      `"${'ä'.repeat((bytes - body.length) >> 1)}${'x'.repeat((bytes - body.length) % 2)}"`,
    );
    expect(Buffer.byteLength(long)).toBe(bytes);
    for (const given of [long, new Response(long).body]) {
      const transport: TransportFunction = async () => ({ status: 200, body: given });
      const backend = pocketBase({ baseUrl: 'https://pb.example', transport, maxAnswerBytes: 1_024 });
      const outcome = await new TelemetryClient({ consent: true, attempts: 1, backend }).create(aRecord());
      expect(outcome).toMatchObject(
        code === undefined ? { outcome: 'created' } : { outcome: 'failed', error: { code } },
      );
    }
  });
});
