// @ts-check
// Real proxies, each with a user and a password, until they are closed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';

const USER = 'me';
const PASSWORD = 's3cret:@/';
// tinyproxy and proxy.py take no other characters.
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

const proxyPy = fileURLToPath(new URL('.cache/proxy.py/', import.meta.url));

/**
 * Installs proxy.py, by the hash of its package, where it is not there yet.
 *
 * @returns {string | undefined} why it cannot be started here; `undefined` where it can
 */
export function installProxyPy() {
  if (existsSync(join(proxyPy, 'proxy'))) return undefined;
  const here = fileURLToPath(new URL('.', import.meta.url));
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:'];
  const args = [...pip, '--require-hashes', '--target', proxyPy, '-r', 'requirements.txt'];
  const { status, error, stderr } = spawnSync('python3', args, { cwd: here, encoding: 'utf8' });
  return status === 0 ? undefined : `python3 -m pip does not install it: ${error?.message ?? stderr.trim()}`;
}

/** @returns {Promise<RealProxy>} */
export async function startProxyPy() {
  const port = await freePort();
  const user = ['--basic-auth', `${USER}:${PLAIN_PASSWORD}`];
  const size = ['--num-workers', '1', '--num-acceptors', '1'];
  const child = spawn('python3', ['-m', 'proxy', '--hostname', '127.0.0.1', '--port', String(port), ...size, ...user], {
    env: { ...process.env, PYTHONPATH: proxyPy },
    stdio: 'ignore',
  });
  await untilListening(port);
  // It ends its own workers at this signal.
  return { port, userinfo: `${USER}:${PLAIN_PASSWORD}`, close: () => child.kill('SIGINT') };
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
  throw new Error('the proxy does not listen');
}
