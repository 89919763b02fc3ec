// @ts-check
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

/** @type {Readonly<Record<string, string>>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
};

/**
 * Serves the files of one folder, and no other. Not yet listening.
 *
 * @param {string} folder
 */
export function siteServer(folder) {
  return createServer((request, response) => {
    if (!['GET', 'HEAD'].includes(request.method ?? '')) {
      response.writeHead(405, { 'content-type': 'text/plain', allow: 'GET, HEAD' }).end('Method not allowed\n');
      return;
    }
    const file = fileAt(folder, request.url ?? '/');
    if (file === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(file)
        .on('error', () => response.destroy())
        .pipe(response);
  });
}

/**
 * The file that a URL means; `undefined` where there is none inside the folder.
 *
 * @param {string} folder
 * @param {string} url
 */
function fileAt(folder, url) {
  const inside = resolve(folder);
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '');
    const file = resolve(join(inside, path.endsWith('/') ? `${path}index.html` : path));
    return file.startsWith(inside + sep) && statSync(file).isFile() ? file : undefined;
  } catch {
    // An invalid encoding, a NUL, or no such file.
    return undefined;
  }
}
