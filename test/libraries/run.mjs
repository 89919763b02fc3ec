// @ts-check
// Runs what other people start commands with, on every runtime, in `track` of the packed package, and compares what
// was stored with what is right and with the table in the guide. `--table` prints that table instead.
// A runtime this platform has none of is skipped aloud; with REQUIRE_RUNTIMES=1 that is a failure.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installTarball } from '../package/tarball.mjs';
import { installPrivatePackage } from '../setup/private-package.mjs';
import { compare } from './compare.mjs';
import { tableOf } from './table.mjs';

/** @typedef {import('./cells.mjs').Cell} Cell */

const LONGEST_RUN_MS = 120_000;
const here = fileURLToPath(new URL('.', import.meta.url));
const runtimes = fileURLToPath(new URL('../runtimes/', import.meta.url));
const guide = new URL('../../docs/what-track-stores.md', import.meta.url);

const [major] = process.versions.node.split('.');
const runs = [
  { name: `Node ${major}`, binary: process.execPath, args: [] },
  { name: 'Node 26', binary: `${runtimes}node_modules/node26/bin/node`, args: [] },
  { name: 'Deno', binary: `${runtimes}node_modules/@deno/linux-x64-glibc/deno`, args: ['run', '--allow-all'] },
  { name: 'Bun', binary: `${runtimes}node_modules/@oven/bun-linux-x64/bin/bun`, args: [] },
];

if (process.platform !== 'linux') leaveOut('every runtime', 'the signals are those of Linux');
else await runAll();

async function runAll() {
  for (const folder of [here, runtimes]) installPrivatePackage(folder);
  const { folder } = installTarball();
  const there = runs.filter(({ binary }) => existsSync(binary));
  for (const { name } of runs.filter((run) => !there.includes(run))) {
    leaveOut(name, `npm has none for ${process.platform}-${process.arch}`);
  }
  // A runtime waits more than it works.
  const cellsOn = new Map(await Promise.all(there.map((run) => cellsOf(run, folder))));
  const table = tableOf(cellsOn);
  if (process.argv.includes('--table')) return console.log(table);
  if (!compare(cellsOn)) process.exitCode = 1;
  if (there.length === runs.length && !readFileSync(guide, 'utf8').includes(table)) {
    console.log('STALE docs/what-track-stores.md: its table is what `npm run check:libraries -- --table` prints');
    process.exitCode = 1;
  }
}

/**
 * @param {(typeof runs)[number]} run
 * @param {string} folder Where the package is installed.
 * @returns {Promise<[string, readonly Cell[]]>} Its name and its cells.
 */
async function cellsOf({ name, binary, args }, folder) {
  const answer = join(folder, `cells on ${name}.json`);
  await promisify(execFile)(binary, [...args, `${here}cells.mjs`, folder, answer], { timeout: LONGEST_RUN_MS });
  return [name, JSON.parse(readFileSync(answer, 'utf8'))];
}

/**
 * @param {string} what
 * @param {string} reason
 */
function leaveOut(what, reason) {
  console.log(`SKIP  ${what}: ${reason}`);
  if (process.env['REQUIRE_RUNTIMES'] === '1') process.exitCode = 1;
}
