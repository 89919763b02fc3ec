import { FetchError, ofetch } from 'ofetch';
import type { Transport } from './transport.js';

/** The default: the runtime's own `fetch`, through ofetch. The only file that knows ofetch. */
export const ofetchTransport: Transport = {
  async send({ url, ...request }) {
    try {
      return await ofetch.raw(url, {
        ...request,
        headers: { ...request.headers },
        redirect: 'manual',
        cache: 'no-store',
        retry: 0,
        ignoreResponseError: true,
        responseType: 'stream',
      });
    } catch (error) {
      // A FetchError holds the request's headers and the whole URL; what lies under it does not.
      throw error instanceof FetchError ? (error.cause ?? new Error('fetch failed')) : error;
    }
  },
};
