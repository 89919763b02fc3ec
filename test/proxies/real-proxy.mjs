// @ts-check
// Real proxies, each with a user and a password, until they are closed.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';

const USER = 'me';
const PASSWORD = 's3cret:@/';
// tinyproxy reads no other characters in its configuration.
const PLAIN_PASSWORD = 's3cret';

/** @typedef {{ port: number, userinfo: string, close: () => unknown }} RealProxy */

/** @returns {Promise<RealProxy>} */
export async function startProxyChain() {
  const here = fileURLToPath(new URL('.', import.meta.url));
  installPrivatePackage(here);
  const { Server } = await import('proxy-chain');
  const server = new Server({
    host: '127.0.0.1',
    port: 0,
    prepareRequestFunction: ({ username, password }) => ({
      requestAuthentication: username !== USER || password !== PASSWORD,
    }),
  });
  await server.listen();
  return { port: server.port, userinfo: `${USER}:${encodeURIComponent(PASSWORD)}`, close: () => server.close(true) };
}

/** Where tinyproxy is installed; `undefined` where it is not. */
export const tinyproxy = [process.env['TINYPROXY_BIN'] ?? '', ...inPath('tinyproxy')].find(
  (file) => file !== '' && existsSync(file),
);

/** @param {string} name */
function inPath(name) {
  return (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
}

/** @returns {Promise<RealProxy>} */
export async function startTinyproxy() {
  const folder = mkdtempSync(join(tmpdir(), 'tinyproxy-'));
  const port = await freePort();
  const lines = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Timeout 60',
    'MaxClients 20',
    `BasicAuth ${USER} ${PLAIN_PASSWORD}`,
  ];
  writeFileSync(join(folder, 'conf'), lines.join('\n'));
  const child = spawn(tinyproxy ?? 'tinyproxy', ['-d', '-c', join(folder, 'conf')], { stdio: 'ignore' });
  await untilListening(port);
  return {
    port,
    userinfo: `${USER}:${PLAIN_PASSWORD}`,
    close() {
      child.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @param {number} port */
async function untilListening(port) {
  for (let tries = 0; tries < 200; tries += 1) {
    const isOpen = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('tinyproxy does not listen');
}
