// @ts-check
import { siteServer } from './site-server.mjs';

/** Read before anything else takes its time, since the parent of an orphan is another process. */
const starter = process.ppid;

/**
 * Serves a folder on this machine until a signal, or until the process that started this one has ended: npm and its
 * shell end on a signal without passing it on. Prints the URL.
 *
 * @param {string} folder
 * @param {number} port Another port is used if this one is taken.
 */
export function serveFolder(folder, port) {
  const server = siteServer(folder);
  server.once('error', () => server.listen(0, '127.0.0.1'));
  server.once('listening', () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') console.log(`http://127.0.0.1:${address.port}/`);
  });
  server.listen(port, '127.0.0.1');

  setInterval(() => {
    if (process.ppid !== starter) process.exit();
  }, 500).unref();
}
