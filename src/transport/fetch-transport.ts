import { NO_FETCH } from './connection-errors.js';
import type { Transport, TransportResponse } from './transport.js';

/** Sends as `fetch` does: once, whatever the status of the answer. */
export type Send = (url: string, init: RequestInit) => Promise<TransportResponse>;

/** The runtime's own `fetch` as a transport; `send` may be a library around it. */
export function fetchTransport(send: Send = (url, init) => fetch(url, init)): Transport {
  return {
    async send({ url, headers, ...request }) {
      if (typeof globalThis.fetch !== 'function') throw new Error(NO_FETCH);
      const init: RequestInit = { ...request, headers: { ...headers }, redirect: 'manual' };
      return init.method === 'GET'
        ? sendWith(send, url, init, NO_CACHE)
        : onceOnDeno((client) => sendWith(send, url, { ...init, ...client }));
    },
  };
}

/** A write's answer is kept in no cache anyway. */
const NO_CACHE: RequestInit = { cache: 'no-store' };

/**
 * Sends without what this `fetch` takes no request with: Cloudflare's throws at `cache` for older
 * compatibility dates, and Node's, put into jsdom, at jsdom's signals. Both do before they send anything.
 */
async function sendWith(send: Send, url: string, init: RequestInit, cache?: RequestInit): Promise<TransportResponse> {
  try {
    return await send(url, { ...init, ...cache });
  } catch (refusal) {
    const text = String((refusal as Partial<Error> | undefined)?.message);
    if (cache !== undefined && /\bcache\b/.test(text)) return sendWith(send, url, init);
    // No caller waits for the answer once the signal has fired, and its body is discarded.
    const isForeign = init.signal?.aborted === false && /\b(?:instance ?of|type) AbortSignal\b/.test(text);
    if (isForeign) return sendWith(send, url, { ...init, signal: null }, cache);
    throw refusal;
  }
}

/** As much of Deno as has to be known here. */
interface DenoLike {
  createHttpClient?(options: { poolMaxIdlePerHost: number }): { close(): void };
}

/**
 * Deno sends a write again where the connection it reuses breaks before the answer, so that one
 * attempt would be two. A client that keeps no connection has none to reuse.
 */
async function onceOnDeno<T>(send: (init: { client?: unknown }) => Promise<T>): Promise<T> {
  const { Deno } = globalThis as { readonly Deno?: DenoLike };
  const client = Deno?.createHttpClient?.({ poolMaxIdlePerHost: 0 });
  if (client === undefined) return send({});
  try {
    return await send({ client });
  } finally {
    // An answer that has begun goes on.
    client.close();
  }
}
