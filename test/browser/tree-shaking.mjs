// @ts-check
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';

/** What a client says before it loads more. */
const OF_A_CLIENT = ['random_id', 'invalid-options'];

/** In bytes, minified and gzipped. */
const LIMIT = 2_500;

/**
 * Throws where a page that only explains exit codes loads a client too.
 *
 * @param {import('./bundlers.mjs').Bundler} bundler
 * @param {string} folder Where the package is installed.
 * @param {(name: string) => string} newFolder
 * @returns {Promise<string>} The bytes.
 */
export async function checkTreeShaking({ forBrowsers, keptBytes }, folder, newFolder) {
  const client = await loaded(
    `import { TelemetryClient } from '@community-scripts/telemetry'; new TelemetryClient().update({});`,
  );
  assert.deepEqual(partsOfAClient(client.text), OF_A_CLIENT, 'a client is no longer known by these words');
  const [main, exitCodes] = [
    await loadedOf('@community-scripts/telemetry'),
    await loadedOf('@community-scripts/telemetry/exit-codes'),
  ];
  for (const { text, bytes, limit } of [
    { ...main, limit: LIMIT + keptBytes },
    { ...exitCodes, limit: LIMIT },
  ]) {
    assert.ok(text.includes('Command not found'), 'it explains nothing');
    assert.deepEqual(partsOfAClient(text), [], 'it has parts of a client');
    assert.ok(bytes < limit, `${bytes} bytes, limit ${limit}`);
  }
  return `${main.bytes} bytes of the main entry, ${exitCodes.bytes} of /exit-codes; a client has ${client.bytes}`;

  /** @param {string} entry */
  function loadedOf(entry) {
    return loaded(`import { explainExitCode } from '${entry}'; console.log(explainExitCode(127));`);
  }

  /** What a page loads for it, minified. @param {string} source */
  async function loaded(source) {
    const entry = join(folder, 'entry.mjs');
    writeFileSync(entry, source);
    const out = newFolder('shaken');
    await forBrowsers(entry, out);
    const texts = [...filesOf(out, 'entry.js')].map((file) => readFileSync(join(out, file), 'utf8'));
    const minified = await Promise.all(texts.map((text) => transform(text, { minify: true, legalComments: 'none' })));
    const bytes = minified.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
    return { text: texts.join('\n'), bytes };
  }
}

/** @param {string} text */
function partsOfAClient(text) {
  return OF_A_CLIENT.filter((word) => text.includes(word));
}

/**
 * The files that a page loads with that one; not what it would load on demand.
 *
 * @param {string} folder
 * @param {string} file
 * @param {Set<string>} found
 */
function filesOf(folder, file, found = new Set()) {
  found.add(file);
  const imports = readFileSync(join(folder, file), 'utf8').matchAll(/\b(?:import|from)\s*["'](\.[^"']+)["']/g);
  for (const [, path = ''] of imports) {
    const next = join(file, '..', path);
    if (!found.has(next)) filesOf(folder, next, found);
  }
  return found;
}
