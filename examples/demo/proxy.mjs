// @ts-check
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * @typedef {object} Proxy
 * @property {string} url
 * @property {() => void} loseNextAnswer The server gets the next request, and its answer is lost.
 * @property {() => Promise<void>} nextRequest Resolves when the next request has arrived.
 * @property {() => void} stop
 */

/**
 * Starts a proxy in front of the server. It passes requests on one at a time, in the order of their arrival.
 *
 * @param {string} serverUrl
 * @returns {Promise<Proxy>}
 */
export async function startProxy(serverUrl) {
  let losesAnswer = false;
  let arrived = () => {};
  /** @type {Promise<void>} */
  let former = Promise.resolve();

  const proxy = createServer((request, response) => {
    arrived();
    former = former.then(() => pass(request, response)).catch(() => void response.destroy());
  });

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async function pass(request, response) {
    const { method = 'GET', url = '/', headers } = request;
    const body = await text(request);
    const answer = await fetch(`${serverUrl}${url}`, {
      method,
      headers: { 'content-type': headers['content-type'] ?? '' },
      ...(method === 'GET' ? {} : { body }),
    });
    const answered = await answer.text();
    if (losesAnswer) {
      losesAnswer = false;
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(answered);
  }

  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (proxy.address());
  return {
    url: `http://127.0.0.1:${port}`,
    loseNextAnswer: () => void (losesAnswer = true),
    nextRequest: () => new Promise((resolve) => (arrived = resolve)),
    stop() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}
