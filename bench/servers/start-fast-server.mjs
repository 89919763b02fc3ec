// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../environment.mjs';

/** Starts the fast server on 127.0.0.1, in a process of its own. */
export async function startFastServer() {
  const child = fork(fileURLToPath(new URL('fast-server.mjs', import.meta.url)), { env: cleanEnvironment() });
  const [url] = /** @type {[string]} */ (await once(child, 'message'));
  return { url, stop: () => child.disconnect() };
}
