// @ts-check
// What is published, as npm, bundlers and compilers see it: publint, attw, and TypeScript from the oldest supported to
// the newest, each with every way in which it finds a module. Needs `dist`.
import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installPrivatePackage } from '../setup/private-package.mjs';
import { installTarball } from './tarball.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const consumers = `${root}test/consumers/`;
const installed = 'test/consumers/node_modules/typescript';
installPrivatePackage(consumers);

const PROGRAMS = ['esm.mts', 'cjs.cts', 'program.ts'];
const COMPILERS = [
  ...['5.4', '5.5', '5.6', '5.7', '5.8'].map((version) => ({ version, folder: `${installed}-${version}`, node10: [] })),
  { version: '5.9', folder: 'node_modules/typescript', node10: [] },
  { version: '6.0', folder: `${installed}-6.0`, node10: ['--ignoreDeprecations', '6.0'] },
  // It knows no node10 any more.
  { version: '7.0', folder: `${installed}-7.0`, node10: undefined },
];

const { tarball, folder } = installTarball();
for (const file of [...PROGRAMS, 'tsconfig.json', 'tsconfig.bundler.json', 'tsconfig.node10.json'])
  copyFileSync(`${consumers}${file}`, join(folder, file));

const bin = `${root}node_modules/.bin/`;
/** @type {[name: string, command: string, ...args: string[]][]} */
const checks = [
  ['publint', `${bin}publint`, '--strict', tarball],
  ['attw', `${bin}attw`, tarball],
];
for (const { version, folder: compiler, node10 } of COMPILERS) {
  const configurations = {
    NodeNext: 'tsconfig.json',
    Bundler: 'tsconfig.bundler.json',
    node10: 'tsconfig.node10.json',
  };
  for (const [name, file] of Object.entries(configurations)) {
    if (name === 'node10' && node10 === undefined) continue;
    const options = name === 'node10' ? (node10 ?? []) : [];
    const tsc = [`${root}${compiler}/bin/tsc`, '-p', join(folder, file), ...options];
    checks.push([`TypeScript ${version}, ${name}`, process.execPath, ...tsc]);
  }
}

checkEntries();
// Two at once, since there are two cores.
const left = checks.values();
await Promise.all([work(), work()]);

async function work() {
  for (const [name, command, ...args] of left) await check(name, command, args);
}

/** Every program imports every entry. */
function checkEntries() {
  const { name, exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
  for (const program of PROGRAMS) {
    const source = readFileSync(`${consumers}${program}`, 'utf8');
    const missing = entries.filter((entry) => !source.includes(`'${name}${entry.slice(1)}'`));
    tell(`${program} imports every entry`, missing.length === 0 ? undefined : `It does not import ${missing}`);
  }
}

/**
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 */
async function check(name, command, args) {
  try {
    await promisify(execFile)(command, args, { cwd: root });
    tell(name);
  } catch (error) {
    const { message, stdout, stderr } = /** @type {Error & { stdout: string, stderr: string }} */ (error);
    tell(name, `${message}\n${stdout}${stderr}`);
  }
}

/**
 * @param {string} name
 * @param {string} [failure]
 */
function tell(name, failure) {
  console.log(failure === undefined ? `ok    ${name}` : `FAIL  ${name}\n${failure}`);
  if (failure !== undefined) process.exitCode = 1;
}
