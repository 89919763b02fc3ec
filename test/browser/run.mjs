// @ts-check
// Runs the packed and installed package in Chromium, without a bundler and bundled by each that people use, and what
// they bundle for Node. Needs `dist`. A bundle that carries what no program imports is a failure.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import { bundleReadingTests, checkReading } from '../everywhere/bundle.mjs';
import { checkStory } from '../package/check-story.mjs';
import { installTarball } from '../package/tarball.mjs';
import { findPocketBase } from '../pocketbase/binary.mjs';
import { startPocketBase } from '../pocketbase/server.mjs';
import { openToDeletes } from '../sources/pocketbase/realtime/open-to-deletes.mjs';
import { installPrivatePackage } from '../setup/private-package.mjs';
import { hasChromium, openInChromium } from './chromium.mjs';
import { servePages } from './page-server.mjs';
import { checkTreeShaking } from './tree-shaking.mjs';

const LONGEST_RUN_MS = 60_000;
const LONGEST_TESTS_MS = 300_000;
const here = fileURLToPath(new URL('.', import.meta.url));
const bundles = mkdtempSync(join(tmpdir(), 'telemetry-bundles-'));
process.once('exit', () => rmSync(bundles, { recursive: true, force: true }));

const pocketbase = findPocketBase();
if (pocketbase.path === undefined) leaveOut('every bundler and browser', pocketbase.reason);
else await runAll(pocketbase.path);

/** @param {string} binary */
async function runAll(binary) {
  installPrivatePackage(here);
  const { bundlers } = await import('./bundlers.mjs');
  const { folder } = installTarball();
  for (const file of ['../package/story.mjs', 'page.mjs', 'program.mjs'])
    copyFileSync(`${here}${file}`, join(folder, basename(file)));
  const server = await startPocketBase({ binary });
  try {
    await inChromium('sources, operators and views', () => readInPage(folder, binary));
    await inChromium('no bundler', () => tellInPage(folder, 'page.mjs', server, importMapOfTheGuide()));
    for (const bundler of bundlers) {
      const { name, forBrowsers, forNode } = bundler;
      await inChromium(name, async () => {
        const out = newFolder(name);
        await forBrowsers(join(folder, 'page.mjs'), out);
        await tellInPage(out, 'entry.js', server);
      });
      await check(`Node, ${name}`, async () => {
        const out = newFolder(name);
        await forNode(join(folder, 'program.mjs'), out);
        await tellInNode(join(out, 'entry.mjs'), server);
      });
      await check(`explainExitCode alone, ${name}`, () => checkTreeShaking(bundler, folder, newFolder));
    }
  } finally {
    await server.stop();
  }
}

/**
 * @param {string} folder What is served.
 * @param {string} script
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 * @param {string} [importMap]
 */
async function tellInPage(folder, script, server, importMap) {
  await checkStory(await toldBy(folder, script, server, LONGEST_RUN_MS, importMap), server, 'unknown');
}

/**
 * @param {string} folder
 * @param {string} binary
 */
async function readInPage(folder, binary) {
  await bundleReadingTests(folder);
  const server = await startPocketBase({ binary, migrations: [openToDeletes()] });
  try {
    return `${checkReading(await toldBy(folder, 'reading-page.js', server, LONGEST_TESTS_MS))} tests`;
  } finally {
    await server.stop();
  }
}

/**
 * Opens a page with that script, and waits for what it tells.
 *
 * @param {string} folder What is served.
 * @param {string} script
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 * @param {number} longestMs
 * @param {string} [importMap]
 */
async function toldBy(folder, script, server, longestMs, importMap = '') {
  const failures = `addEventListener('error', ({ message }) => {
    fetch('/told', { method: 'POST', body: JSON.stringify({ error: message ?? 'a script did not load' }) });
  }, true);`;
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><meta charset="utf-8"><script>${failures}</script>${importMap}<script type="module" src="./${script}"></script>`,
  );
  const pages = await servePages(folder);
  const close = await openInChromium(`${pages.url}/index.html?server=${encodeURIComponent(server.url)}`);
  const over = new AbortController();
  try {
    const tooLate = sleep(longestMs, undefined, over).then(() => Promise.reject(new Error('The page told nothing')));
    const { error, ...told } = JSON.parse(await Promise.race([pages.told, tooLate]));
    assert.equal(error, undefined);
    return told;
  } finally {
    over.abort();
    await close();
    pages.close();
  }
}

/**
 * @param {string} program
 * @param {import('../pocketbase/server.mjs').PocketBase} server
 */
async function tellInNode(program, server) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, server.url], {
    timeout: LONGEST_RUN_MS,
  });
  assert.equal(stderr, '', 'the package printed something');
  await checkStory(JSON.parse(stdout), server);
}

function importMapOfTheGuide() {
  const guide = readFileSync(new URL('../../docs/start.md', import.meta.url), 'utf8');
  const [map] = /<script type="importmap">[^]*?<\/script>/.exec(guide) ?? [];
  assert.ok(map !== undefined, 'docs/start.md has no import map');
  return map;
}

/** @param {string} name */
function newFolder(name) {
  return mkdtempSync(join(bundles, name));
}

/** @param {string} name @param {() => Promise<void>} task */
async function inChromium(name, task) {
  if (hasChromium) await check(`Chromium, ${name}`, task);
  else leaveOut(`Chromium, ${name}`, `npm has none for ${process.platform}-${process.arch}`);
}

/** @param {string} name @param {() => Promise<string | void>} task */
async function check(name, task) {
  try {
    const told = await task();
    console.log(`ok    ${name}${told === undefined ? '' : `: ${told}`}`);
  } catch (error) {
    console.log(`FAIL  ${name}, ${inspect(error)}`);
    process.exitCode = 1;
  }
}

/** @param {string} what @param {string} reason */
function leaveOut(what, reason) {
  console.log(`SKIP  ${what}: ${reason}`);
  if (process.env['REQUIRE_RUNTIMES'] === '1') process.exitCode = 1;
}
