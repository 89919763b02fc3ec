// @ts-check
// Mounts a collector in the servers of runtimes and frameworks, in the packed and installed package, and holds each to
// the same. What is in examples/ is the example itself.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installTarball } from '../../package/tarball.mjs';
import { installPrivatePackage } from '../../setup/private-package.mjs';

const LONGEST_START_MS = 30_000;
const here = fileURLToPath(new URL('.', import.meta.url));
const installed = fileURLToPath(new URL('../../runtimes/node_modules/', import.meta.url));
const node26 = `${installed}node26/bin/node`;
const deno = [`${installed}@deno/linux-x64-glibc/deno`, 'run', '--allow-all'];

/** @type {{ name: string, command: string[], program: string }[]} */
const MOUNTS = [
  { name: 'Hono on Node', command: [node26], program: '../../../examples/collector/hono.mjs' },
  { name: 'h3 on Node', command: [node26], program: 'h3.mjs' },
  { name: 'Deno.serve', command: deno, program: 'deno.mjs' },
  { name: 'Bun.serve', command: [`${installed}@oven/bun-linux-x64/bin/bun`], program: 'bun.mjs' },
];

/** @returns {Promise<boolean>} whether all are well */
export async function checkMounted() {
  installPrivatePackage(here);
  const { folder } = installTarball();
  for (const name of ['hono', 'h3', 'rou3', 'srvx'])
    symlinkSync(`${here}node_modules/${name}`, join(folder, 'node_modules', name));
  mkdirSync(join(folder, 'node_modules/@hono'), { recursive: true });
  symlinkSync(`${here}node_modules/@hono/node-server`, join(folder, 'node_modules/@hono/node-server'));
  copyFileSync(`${here}check.mjs`, join(folder, 'check.mjs'));
  let areWell = true;
  for (const { name, command, program } of MOUNTS) {
    if (!existsSync(String(command[0]))) {
      console.log(`SKIP  ${name}: npm has no such runtime for ${process.platform}-${process.arch}`);
      areWell &&= process.env['REQUIRE_RUNTIMES'] !== '1';
      continue;
    }
    const problem = await problemOf(folder, command, program);
    console.log(problem === '' ? `ok    a collector in ${name}` : `FAIL  a collector in ${name}\n${problem}`);
    areWell &&= problem === '';
  }
  return areWell;
}

/**
 * @param {string} folder
 * @param {string[]} command
 * @param {string} program
 */
async function problemOf(folder, [binary = '', ...args], program) {
  copyFileSync(`${here}${program}`, join(folder, 'mounted.mjs'));
  const env = { ...process.env, PORT: '0', TELEMETRY_DB: 'hono.db' };
  const server = spawn(binary, [...args, 'mounted.mjs'], { cwd: folder, env });
  const ended = once(server, 'exit');
  let printed = '';
  for (const output of [server.stdout, server.stderr]) output.on('data', (chunk) => (printed += chunk));
  try {
    const url = await urlIn(() => printed);
    await promisify(execFile)(node26, ['check.mjs', url], { cwd: folder, timeout: 60_000 });
  } catch (error) {
    return `${/** @type {Error} */ (error).message}\n${printed}`;
  } finally {
    server.kill('SIGTERM');
  }
  const timer = setTimeout(() => server.kill('SIGKILL'), LONGEST_START_MS);
  const [code, signal] = await ended;
  clearTimeout(timer);
  return code === 0 ? '' : `it ended with ${code ?? signal}\n${printed}`;
}

/** @param {() => string} printed */
async function urlIn(printed) {
  for (const deadline = Date.now() + LONGEST_START_MS; Date.now() < deadline;) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed()) ?? [];
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It does not listen');
}
