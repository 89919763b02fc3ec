import { createFetch, FetchError } from 'ofetch';
import { fetchTransport } from './fetch-transport.js';
import type { Transport } from './transport.js';

// Looks up `fetch` for each request, because it may be replaced after this file is loaded.
const ofetch = createFetch({ fetch: (...request) => globalThis.fetch(...request) });

/** The default transport: the runtime's own `fetch`, through ofetch. The only file that imports ofetch. */
export const ofetchTransport: Transport = fetchTransport((url, init) =>
  ofetch.raw(url, { ...init, retry: 0, ignoreResponseError: true, responseType: 'stream' }).catch((error: unknown) => {
    // A FetchError holds the request's headers and the whole URL; its cause does not.
    throw error instanceof FetchError ? (error.cause ?? new Error('fetch failed')) : error;
  }),
);
