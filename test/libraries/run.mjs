// @ts-check
// Runs what other people start processes with, on every runtime, in the packed package's `track`, and compares what
// was stored with what is right. `--table` prints the stored values as Markdown instead.
// A runtime this platform has none of is skipped aloud; with REQUIRE_RUNTIMES=1 that is a failure.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installTarball } from '../package/tarball.mjs';
import { npm } from '../setup/npm.mjs';
import { EXCEPTIONS, expectedOf, isOn } from './expected.mjs';
import { tableOf } from './table.mjs';

/** @typedef {import('./cells.mjs').Cell} Cell */

const LONGEST_RUN_MS = 120_000;
const here = fileURLToPath(new URL('.', import.meta.url));
const runtimes = fileURLToPath(new URL('../runtimes/', import.meta.url));
for (const folder of [here, runtimes]) {
  if (!existsSync(`${folder}node_modules/`)) npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
}

const [major] = process.versions.node.split('.');
const runs = [
  { name: `Node ${major}`, binary: process.execPath, args: [] },
  { name: 'Node 26', binary: `${runtimes}node_modules/node26/bin/node`, args: [] },
  { name: 'Deno', binary: `${runtimes}node_modules/@deno/linux-x64-glibc/deno`, args: ['run', '--allow-all'] },
  { name: 'Bun', binary: `${runtimes}node_modules/@oven/bun-linux-x64/bin/bun`, args: [] },
];

const asTable = process.argv.includes('--table');
const { folder } = installTarball();
/** @type {Map<string, readonly Cell[]>} */
const cellsOn = new Map();
for (const { name, binary, args } of runs) {
  if (!existsSync(binary)) leaveOut(name);
  else cellsOn.set(name, await cellsOf(binary, [...args, `${here}cells.mjs`, folder], name));
}
if (asTable) console.log(tableOf(cellsOn));
else compare();

/**
 * @param {string} binary
 * @param {readonly string[]} args
 * @param {string} name
 * @returns {Promise<readonly Cell[]>}
 */
async function cellsOf(binary, args, name) {
  const answer = join(folder, `cells-${name}.json`);
  await promisify(execFile)(binary, [...args, answer], { timeout: LONGEST_RUN_MS });
  return JSON.parse(readFileSync(answer, 'utf8'));
}

function compare() {
  const used = new Set();
  for (const [runtime, cells] of cellsOn) {
    for (const library of new Set(cells.map((cell) => cell.library))) {
      const own = cells.filter((cell) => cell.library === library);
      const wrong = own.filter((cell) => {
        const { stored, exception } = expectedOf(runtime, cell);
        used.add(exception);
        return !stored.includes(cell.stored) || (cell.stored === 'does not run' && cell.gave !== exception?.why);
      });
      const notRun = own.filter(({ stored }) => stored === 'does not run');
      const told = notRun.length === own.length ? `does not run: ${own[0]?.gave}` : `${own.length} cells`;
      console.log(`${wrong.length === 0 ? 'ok   ' : 'FAIL '} ${runtime}, ${library}: ${told}`);
      for (const cell of wrong) tellWrong(runtime, cell);
    }
  }
  for (const { of, ways = ['every way'], on = ['every runtime'], stored } of EXCEPTIONS.filter(isUnused(used))) {
    console.log(
      `FAIL  no cell needs the exception ${stored} of ${of.join(', ')}, ${ways.join(', ')}, on ${on.join(', ')}`,
    );
    process.exitCode = 1;
  }
}

/**
 * @param {string} runtime
 * @param {Cell} cell
 */
function tellWrong(runtime, cell) {
  const { stored } = expectedOf(runtime, cell);
  console.log(`        ${cell.form}, ${cell.way}: stored ${cell.stored}, right is ${stored.join(' or ')}`);
  console.log(`          it gave ${cell.gave}`);
  process.exitCode = 1;
}

/**
 * Whether a runtime it is for was run, and no cell was it.
 *
 * @param {ReadonlySet<unknown>} used
 * @returns {(exception: import('./expected.mjs').Exception) => boolean}
 */
function isUnused(used) {
  const names = [...cellsOn.keys()];
  return (exception) =>
    !used.has(exception) && (exception.on ?? ['']).some((on) => on === '' || names.some((name) => isOn(name, on)));
}

/** @param {string} name */
function leaveOut(name) {
  console.log(`SKIP  ${name}: npm has none for ${process.platform}-${process.arch}`);
  if (process.env['REQUIRE_RUNTIMES'] === '1') process.exitCode = 1;
}
