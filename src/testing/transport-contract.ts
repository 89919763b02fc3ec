import type { Transport, TransportFunction, TransportRequest, TransportResponse } from '../transport/transport.js';
import { toTransport } from '../transport/transport.js';
import { readBoundedText } from '../transport/answer-body.js';
import { headerOf } from '../transport/answer-headers.js';
import { type ContractCase, expectEqual, expectThat, rejectionOf } from './contract-case.js';

/** Options of {@link transportContract}. */
export interface TransportContractOptions {
  /** The transport under test. */
  transport: Transport | TransportFunction;
  /** URL at which {@link transportContractServer} is served, without a trailing slash. */
  url: string;
}

/**
 * Makes test cases for what the client relies on in a transport, for any test runner.
 *
 * @example
 * ```ts no-run
 * import { transportContract } from '@community-scripts/telemetry/testing';
 * import type { TransportFunction } from '@community-scripts/telemetry';
 * import { test } from 'node:test';
 *
 * const url = 'http://127.0.0.1:8080'; // Deno.serve or Bun.serve serves transportContractServer there
 * const transport: TransportFunction = ({ url: target, ...request }) => fetch(target, { ...request, redirect: 'manual' });
 * for (const { name, run } of transportContract({ transport, url })) test(name, run);
 * ```
 */
export function transportContract({ transport, url }: TransportContractOptions): ContractCase[] {
  const send = (request: Partial<TransportRequest> & { url: string }): Promise<TransportResponse> =>
    toTransport(transport).send({ method: 'GET', headers: {}, signal: new AbortController().signal, ...request });

  const contract: Record<string, () => Promise<void>> = {
    'sends method, headers and body as they are': async () => {
      for (const method of ['POST', 'PATCH'] as const) {
        const body = JSON.stringify({ text: 'ä "quoted" \\ 😀' });
        const headers = { 'content-type': 'application/json', 'x-contract': 'yes' };
        const echo = await jsonOf(await send({ url: `${url}/echo`, method, headers, body }));
        expectEqual(method, echo, { method, contentType: 'application/json', contract: 'yes', body });
      }
    },
    'resolves whatever the status is': async () => {
      for (const status of [200, 201, 204, 400, 403, 404, 408, 429, 500, 503]) {
        expectEqual(
          'status',
          (await send({ url: `${url}/status/${status}`, method: 'POST', body: '{}' })).status,
          status,
        );
      }
    },
    'follows no redirect and shows where it leads': async () => {
      for (const status of [301, 302, 303, 307, 308]) {
        const response = await send({ url: `${url}/redirect/${status}`, method: 'POST', body: '{}' });
        expectEqual('status', response.status, status);
        expectEqual('location', headerOf(response, 'location'), '/echo');
      }
    },
    'shows the headers of the answer': async () => {
      expectEqual('retry-after', headerOf(await send({ url: `${url}/status/429` }), 'retry-after'), '7');
    },
    'makes no second request of its own': async () => {
      const before = await jsonOf(await send({ url: `${url}/count` }));
      await send({ url: `${url}/status/503` });
      expectEqual('requests', Number(await jsonOf(await send({ url: `${url}/count` }))) - Number(before), 2);
    },
    'rejects when no server listens': async () => {
      await rejectionOf('send', send({ url: 'http://127.0.0.1:1/' }));
    },
    'sends nothing after its signal has aborted': async () => {
      await rejectionOf('send', send({ url: `${url}/echo`, signal: AbortSignal.abort() }));
    },
    'ends a request when its signal aborts': async () => {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), 50);
      await rejectionOf('send', send({ url: `${url}/silence`, signal: controller.signal }));
      clearTimeout(timer);
    },
    'ends the reading of an answer when its signal aborts': async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const stalled = send({ url: `${url}/stall`, signal }).then((answer) => readBoundedText(answer, 1_000, signal));
      const abort = setTimeout(() => controller.abort(), 50);
      expectThat('the reading ends', await settlesWithin(5_000, stalled));
      clearTimeout(abort);
    },
  };
  return Object.entries(contract).map(([name, run]) => ({ name, run }));
}

let requests = 0;

/** Serves the requests of {@link transportContract}. A fetch-style handler, as `Bun.serve` and `Deno.serve` take it. */
export async function transportContractServer(request: Request): Promise<Response> {
  requests += 1;
  const { pathname } = new URL(request.url);
  const [, route, argument] = pathname.split('/');
  if (route === 'echo') return echo(request);
  if (route === 'count') return Response.json(requests);
  if (route === 'redirect') return new Response(null, { status: Number(argument), headers: { location: '/echo' } });
  if (route === 'silence') return silence(request.signal);
  if (route === 'stall')
    return new Response(stalledBody(request.signal), { headers: { 'content-type': 'text/plain' } });
  const status = Number(argument);
  return new Response(status === 204 ? null : '{}', { status, headers: { 'retry-after': '7' } });
}

async function echo(request: Request): Promise<Response> {
  return Response.json({
    method: request.method,
    contentType: request.headers.get('content-type'),
    contract: request.headers.get('x-contract'),
    body: await request.text(),
  });
}

/** Answers only after the client has gone. */
function silence(signal: AbortSignal): Promise<Response> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(new Response(null)), { once: true });
  });
}

/** Starts a body and never ends it. */
function stalledBody(signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('begun'));
      signal.addEventListener('abort', () => controller.close(), { once: true });
    },
  });
}

async function jsonOf(answer: TransportResponse): Promise<unknown> {
  return JSON.parse((await readBoundedText(answer, 100_000, new AbortController().signal)) ?? '');
}

async function settlesWithin(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<false>((resolve) => {
    watchdog = setTimeout(() => resolve(false), ms);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, tooLate]).finally(() => clearTimeout(watchdog));
}
