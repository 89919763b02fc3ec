// @ts-check
// What is published, as npm, bundlers and compilers see it: publint, attw, and TypeScript from the oldest supported to the newest.
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';
import { installTarball } from './tarball.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const consumers = `${root}test/consumers/`;
installPrivatePackage(consumers);

const { tarball, folder } = installTarball();
for (const file of ['esm.mts', 'cjs.cts', 'node10.ts', 'tsconfig.json', 'tsconfig.node10.json'])
  copyFileSync(`${consumers}${file}`, join(folder, file));

const bin = `${root}node_modules/.bin/`;
check('publint', `${bin}publint`, ['--strict', tarball]);
check('attw', `${bin}attw`, [tarball]);

const compilers = [
  { compiler: 'test/consumers/node_modules/typescript-5.4', node10: [] },
  { compiler: 'node_modules/typescript', node10: [] },
  { compiler: 'test/consumers/node_modules/typescript-6.0', node10: ['--ignoreDeprecations', '6.0'] },
  // It knows no node10 any more.
  { compiler: 'test/consumers/node_modules/typescript-7.0' },
];
for (const { compiler, node10 } of compilers) {
  const tsc = [`${root}${compiler}/bin/tsc`, '-p'];
  check(compiler, process.execPath, [...tsc, folder]);
  if (node10 === undefined) continue;
  check(`${compiler}, node10`, process.execPath, [...tsc, join(folder, 'tsconfig.node10.json'), ...node10]);
}

/**
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 */
function check(name, command, args) {
  try {
    execFileSync(command, args, { cwd: root, stdio: 'pipe', encoding: 'utf8' });
    console.log(`ok    ${name}`);
  } catch (error) {
    const { stdout, stderr } = /** @type {{ stdout: string, stderr: string }} */ (error);
    console.log(`FAIL  ${name}\n${stdout}${stderr}`);
    process.exitCode = 1;
  }
}
