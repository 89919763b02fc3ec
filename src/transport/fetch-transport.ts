import { NO_FETCH } from './connection-errors.js';
import type { Transport, TransportResponse } from './transport.js';

/** Sends once and resolves to the answer, whatever its status, as `fetch` does. */
export type Send = (url: string, init: RequestInit) => Promise<TransportResponse>;

/** Makes a transport from a library on top of the runtime's own `fetch`. */
export function fetchTransport(send: Send): Transport {
  return {
    async send({ url, method, headers, body, signal }) {
      if (typeof globalThis.fetch !== 'function') throw new Error(NO_FETCH);
      const init: RequestInit = { method, headers: { ...headers }, signal, redirect: 'manual' };
      if (method === 'GET') return sendWith(send, url, init, NO_CACHE);
      if (body !== undefined) init.body = body;
      return 'Deno' in globalThis
        ? onceOnDeno((client) => sendWith(send, url, { ...init, ...client }))
        : sendWith(send, url, init);
    },
  };
}

/** Only for GET: the answer to a write is never cached. */
const NO_CACHE: RequestInit = { cache: 'no-store' };

/**
 * Sends again without an option that this `fetch` refuses before it sends: Cloudflare throws at `cache` for older
 * compatibility dates, and Node's `fetch` inside jsdom at jsdom's signals.
 */
async function sendWith(send: Send, url: string, init: RequestInit, cache?: RequestInit): Promise<TransportResponse> {
  try {
    return await send(url, cache === undefined ? init : { ...init, ...cache });
  } catch (refusal) {
    const text = String((refusal as Partial<Error> | undefined)?.message);
    if (cache !== undefined && /\bcache\b/.test(text)) return sendWith(send, url, init);
    // Without the signal the request goes on after an abort; its answer is then ignored and its body discarded.
    const isForeign = init.signal?.aborted === false && /\b(?:instance ?of|type) AbortSignal\b/.test(text);
    if (isForeign) return sendWith(send, url, { ...init, signal: null }, cache);
    throw refusal;
  }
}

/** The part of Deno that is used here. */
interface DenoLike {
  createHttpClient?(options: { poolMaxIdlePerHost: number }): { close(): void };
}

/**
 * Prevents Deno from repeating a write: it sends a request again if the connection it reuses breaks before the answer.
 * A client without idle connections has none to reuse.
 */
async function onceOnDeno<T>(send: (init: { client?: unknown }) => Promise<T>): Promise<T> {
  const { Deno } = globalThis as { readonly Deno?: DenoLike };
  const client = Deno?.createHttpClient?.({ poolMaxIdlePerHost: 0 });
  if (client === undefined) return send({});
  try {
    return await send({ client });
  } finally {
    // An answer that has begun is still read.
    client.close();
  }
}
