// @ts-check
// Runs what needs SQLite: the tests of the stores by Node 26, because Node 20 has no SQLite, and the contracts of a store
// in the packed and installed package on every runtime that has it. A runtime this platform has none of is skipped aloud;
// with REQUIRE_RUNTIMES=1 that is a failure.
import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installTarball } from '../package/tarball.mjs';
import { installPrivatePackage } from '../setup/private-package.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const runtimes = `${root}test/runtimes/`;
const installed = `${runtimes}node_modules/`;
if (!existsSync(`${installed}node26/bin/node`)) installPrivatePackage(runtimes);

const node26 = `${installed}node26/bin/node`;
const runs = [
  { name: 'Node 22', binary: `${installed}node22/bin/node`, args: ['--no-warnings'] },
  { name: 'Node 24', binary: `${installed}node24/bin/node`, args: ['--no-warnings'] },
  { name: 'Node 26', binary: node26, args: [] },
  {
    name: 'Deno',
    binary: `${installed}@deno/linux-x64-glibc/deno`,
    args: ['run', '--allow-read', '--allow-write', '--allow-env'],
  },
  { name: 'Bun', binary: `${installed}@oven/bun-linux-x64/bin/bun`, args: [] },
];

const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/stores/vitest.config.ts', '--coverage'];
if (!existsSync(node26)) leaveOut('the tests of the stores');
else if (spawnSync(node26, [...vitest, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' }).status !== 0)
  process.exitCode = 1;

const { folder } = installTarball();
for (const file of ['program.mjs', 'reporter.mjs']) copyFileSync(new URL(file, import.meta.url), join(folder, file));
for (const { name, binary, args } of runs) {
  if (!existsSync(binary)) leaveOut(name);
  else runProgram(name, binary, args);
}
await shareFile(runs.filter(({ binary }) => existsSync(binary)));

/**
 * @param {string} name
 * @param {string} binary
 * @param {string[]} args
 */
function runProgram(name, binary, args) {
  const { status, stdout, stderr } = spawnSync(binary, [...args, 'program.mjs'], { cwd: folder, encoding: 'utf8' });
  const isGood = status === 0 && stderr === '';
  console.log(isGood ? `ok    ${name}: ${stdout.trim()} cases` : `FAIL  ${name}\n${stdout}${stderr}`);
  if (!isGood) process.exitCode = 1;
}

/**
 * All runtimes report other ends of the same runs, to one file.
 *
 * @param {typeof runs} runtimes
 */
async function shareFile(runtimes) {
  const file = join(folder, 'shared.db');
  const reports = runtimes.map(({ binary, args }, place) => {
    const reporter = ['reporter.mjs', '@community-scripts/telemetry/sqlite', file, String(place + 1), '500'];
    return promisify(execFile)(binary, [...args, ...reporter], { cwd: folder });
  });
  const results = (await Promise.all(reports)).map(({ stdout }) => stdout.match(/(?<= )stored$/gm)?.length ?? 0);
  const isGood = results.reduce((sum, count) => sum + count, 0) === 500;
  const shares = runtimes.map(({ name }, place) => `${name} ${results[place]}`).join(', ');
  console.log(`${isGood ? 'ok   ' : 'FAIL '} one file, 500 runs, first ends by ${shares}`);
  if (!isGood) process.exitCode = 1;
}

/** @param {string} name */
function leaveOut(name) {
  console.log(`SKIP  ${name}: npm has no such runtime for ${process.platform}-${process.arch}`);
  if (process.env['REQUIRE_RUNTIMES'] === '1') process.exitCode = 1;
}
