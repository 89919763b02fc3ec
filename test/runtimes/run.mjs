// @ts-check
// Runs the packed and installed package on every runtime it is made for, against a real PocketBase.
// A runtime this platform has none of is skipped aloud; with REQUIRE_RUNTIMES=1 that is a failure.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import { bundleReadingTests, checkReading } from '../everywhere/bundle.mjs';
import { checkStory } from '../package/check-story.mjs';
import { installTarball } from '../package/tarball.mjs';
import { findPocketBase } from '../pocketbase/binary.mjs';
import { startPocketBase } from '../pocketbase/server.mjs';
import { openToDeletes } from '../sources/pocketbase/realtime/open-to-deletes.mjs';
import { installPrivatePackage } from '../setup/private-package.mjs';
import { checkConnectionErrors } from './connection-errors.mjs';
import { checkDebugLines } from './debug-lines.mjs';
import { checkDenoSignalErrors } from './deno-signal-errors.mjs';
import { checkRepeatedWrites } from './repeated-writes.mjs';
import { checkNodeTransport } from './node-transport.mjs';
import { checkExits } from './exits.mjs';
import { checkRunCommand } from './run-command.mjs';

const LONGEST_RUN_MS = 60_000;
const LONGEST_TESTS_MS = 300_000;
const here = fileURLToPath(new URL('.', import.meta.url));
const installed = `${here}node_modules/`;
installPrivatePackage(here);

const node22 = `${installed}node22/bin/node`;
const node24 = `${installed}node24/bin/node`;
const node26 = `${installed}node26/bin/node`;
const deno = `${installed}@deno/linux-x64-glibc/deno`;
const bun = `${installed}@oven/bun-linux-x64/bin/bun`;
const runs = [
  { name: `Node ${process.versions.node}, ESM`, binary: process.execPath, args: ['esm.mjs'] },
  { name: `Node ${process.versions.node}, CJS`, binary: process.execPath, args: ['cjs.cjs'] },
  { name: 'Node 22, ESM', binary: node22, args: ['esm.mjs'] },
  { name: 'Node 22, CJS', binary: node22, args: ['cjs.cjs'] },
  { name: 'Node 24, ESM', binary: node24, args: ['esm.mjs'] },
  { name: 'Node 24, CJS', binary: node24, args: ['cjs.cjs'] },
  { name: 'Node 26, ESM', binary: node26, args: ['esm.mjs'] },
  { name: 'Node 26, CJS', binary: node26, args: ['cjs.cjs'] },
  { name: 'Deno, ESM', binary: deno, args: ['run', '--allow-net', 'esm.mjs'] },
  { name: 'Deno, CJS', binary: deno, args: ['run', '--allow-net', '--allow-read', '--allow-env', 'cjs.cjs'] },
  { name: 'Bun, ESM', binary: bun, args: ['esm.mjs'] },
  { name: 'Bun, CJS', binary: bun, args: ['cjs.cjs'] },
];
const commands = [
  { name: `Node ${process.versions.node}`, binary: process.execPath, args: [] },
  { name: 'Node 26', binary: node26, args: [] },
  { name: 'Deno', binary: deno, args: ['run', '--allow-all'] },
  { name: 'Bun', binary: bun, args: [] },
];

/** @type {[kind: 'node' | 'deno' | 'bun', name: string, command: string[]][]} */
const networks = [
  ['node', `Node ${process.versions.node}`, [process.execPath]],
  ['node', 'Node 26', [node26]],
  ['deno', 'Deno', [deno, 'run', '--allow-net']],
  ['bun', 'Bun', [bun]],
];

/** @type {[name: string, command: string[]][]} */
const readers = [
  [`Node ${process.versions.node}`, [process.execPath]],
  ['Node 26', [node26]],
  // Vitest's `expect` asks for the colours of the terminal.
  ['Deno', [deno, 'run', '--allow-net', '--allow-env']],
  ['Bun', [bun]],
];

const pocketbase = findPocketBase();
if (pocketbase.path === undefined) leaveOut('every runtime', pocketbase.reason);
else await runAll(pocketbase.path);

/** @param {string} binary */
async function runAll(binary) {
  const { folder } = installTarball();
  for (const file of ['../package/story.mjs', 'esm.mjs', 'cjs.cjs', 'exit-program.mjs'])
    copyFileSync(`${here}${file}`, join(folder, basename(file)));
  const server = await startPocketBase({ binary });
  try {
    for (const run of runs) {
      if (!existsSync(run.binary)) leaveOut(run.name, `npm has none for ${process.platform}-${process.arch}`);
      else await runOne(run, folder, server);
    }
    for (const [kind, name, command] of networks) {
      if (existsSync(command[0] ?? '')) await runOnBadNetwork(kind, name, command, folder);
    }
    await bundleReadingTests(folder);
    const withDeletes = { binary, migrations: [openToDeletes()] };
    for (const [name, command] of readers) {
      if (existsSync(command[0] ?? '')) await readRecords(name, command, folder, withDeletes);
    }
    const cli = join(folder, 'node_modules/@community-scripts/telemetry/dist/cli/telemetry.cjs');
    for (const { name, binary, args } of commands) {
      if (!existsSync(binary)) continue;
      await sendOverNode(name, [binary, ...args], folder);
      await runInstallers(name, [binary, ...args, cli], server);
      await debugToNoReader(name, [binary, ...args, cli]);
      await endInEveryWay(name, [binary, ...args, join(folder, 'exit-program.mjs')], server);
      if (name === 'Deno') await endBySignalsWithoutName([binary, ...args], folder);
    }
  } finally {
    await server.stop();
  }
}

/**
 * @param {(typeof runs)[number]} run
 * @param {string} folder
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 */
async function runOne({ name, binary, args }, folder, server) {
  try {
    const options = { cwd: folder, timeout: LONGEST_RUN_MS };
    const { stdout, stderr } = await promisify(execFile)(binary, [...args, server.url], options);
    assert.equal(stderr, '', 'the package printed something');
    await checkStory(JSON.parse(stdout), server);
    console.log(`ok    ${name}`);
  } catch (error) {
    console.log(`FAIL  ${name}\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

/**
 * @param {string} name
 * @param {string[]} command
 * @param {string} folder
 * @param {{ binary: string, migrations: string[] }} withDeletes
 */
async function readRecords(name, [program = '', ...args], folder, withDeletes) {
  const server = await startPocketBase(withDeletes);
  try {
    const options = { cwd: folder, timeout: LONGEST_TESTS_MS, maxBuffer: Infinity };
    const { stdout } = await promisify(execFile)(program, [...args, 'reading.mjs', server.url], options);
    console.log(`ok    ${name}, sources, operators and views: ${checkReading(JSON.parse(stdout))} tests`);
  } catch (error) {
    console.log(`FAIL  ${name}, sources, operators and views, ${inspect(error)}`);
    process.exitCode = 1;
  } finally {
    await server.stop();
  }
}

/**
 * @param {'node' | 'deno' | 'bun'} kind
 * @param {string} name
 * @param {string[]} command
 * @param {string} folder
 */
async function runOnBadNetwork(kind, name, command, folder) {
  try {
    await checkRepeatedWrites(command, folder);
    await checkConnectionErrors(kind, command, folder);
    console.log(`ok    ${name}, on a bad network`);
  } catch (error) {
    console.log(`FAIL  ${name}, on a bad network\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

/**
 * @param {string} name
 * @param {string[]} command
 * @param {string} folder
 */
async function sendOverNode(name, command, folder) {
  try {
    console.log(`ok    ${name}, nodeTransport: ${await checkNodeTransport(name, command, folder)} servers and proxies`);
  } catch (error) {
    console.log(`FAIL  ${name}, nodeTransport, ${inspect(error)}`);
    process.exitCode = 1;
  }
}

/**
 * @param {string} name
 * @param {string[]} command
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 */
async function runInstallers(name, command, server) {
  try {
    console.log(`ok    ${name}, run --: ${await checkRunCommand(command, server, name === 'Deno')} installers`);
  } catch (error) {
    console.log(`FAIL  ${name}, ${inspect(error)}`);
    process.exitCode = 1;
  }
}

/**
 * @param {string} name
 * @param {string[]} command
 */
async function debugToNoReader(name, command) {
  try {
    console.log(`ok    ${name}, run --: ${await checkDebugLines(command)} times without a standard error`);
  } catch (error) {
    console.log(`FAIL  ${name}, ${inspect(error)}`);
    process.exitCode = 1;
  }
}

/**
 * @param {string} name
 * @param {string[]} command
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 */
async function endInEveryWay(name, command, server) {
  try {
    console.log(`ok    ${name}, reportExit: ${await checkExits(command, server, name)} ways to end`);
  } catch (error) {
    console.log(`FAIL  ${name}, ${inspect(error)}`);
    process.exitCode = 1;
  }
}

/**
 * @param {string[]} deno
 * @param {string} folder
 */
async function endBySignalsWithoutName(deno, folder) {
  try {
    console.log(`ok    Deno, real-time signals: ${await checkDenoSignalErrors(deno, folder)} programs`);
  } catch (error) {
    console.log(`FAIL  Deno, real-time signals, ${inspect(error)}`);
    process.exitCode = 1;
  }
}

/**
 * @param {string} what
 * @param {string} reason
 */
function leaveOut(what, reason) {
  console.log(`SKIP  ${what}: ${reason}`);
  if (process.env['REQUIRE_RUNTIMES'] === '1') process.exitCode = 1;
}
