// @ts-check
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

/** @type {Record<string, string>} */
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript' };

/**
 * Serves a folder as a static web server does. What a page posts to `/told` is kept.
 *
 * @param {string} folder
 */
export async function servePages(folder) {
  /** @type {(text: string) => void} */
  let isTold = () => {};
  const told = new Promise((resolve) => (isTold = resolve));
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://127.0.0.1');
    if (request.method === 'POST' && pathname === '/told') {
      let text = '';
      for await (const chunk of request.setEncoding('utf8')) text += chunk;
      isTold(text);
      response.end();
      return;
    }
    const content = await readFile(join(folder, pathname)).catch(() => undefined);
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain' }).end(content);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    /** @type {Promise<string>} */
    told,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
