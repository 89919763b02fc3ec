// @ts-check
// Builds the package with tsdown in the place of tsup, and checks that what is published offers the same: the files
// that package.json names, the names of every entry in ESM and in CommonJS, the types, and the command. Needs `dist`.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { COMMAND, ENTRIES } from '../../build/entries.mjs';
import { installTarball } from '../package/tarball.mjs';
import { installPrivatePackage } from '../setup/private-package.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
for (const folder of [`${root}test/tsdown/`, `${root}test/api/`]) installPrivatePackage(folder);
const { build } = await import('tsdown');
const { nameOf, reportOf } = await import('../api/report.mjs');

const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
/** @type {[entry: string, targets: { import: { types: string } }][]} */
const entries = Object.entries(manifest.exports).filter(([entry]) => entry !== './package.json');

const { folder } = installTarball();
const published = join(folder, 'node_modules', manifest.name);
const ofTsup = { files: publicFiles(), names: exportedNames(), version: commandVersion() };
await buildWithTsdown();

check('the files that package.json names', () => {
  const named = new Set(JSON.stringify(manifest).match(/(?<="\.\/)dist\/[^"]+/g));
  assert.ok(named.size > 4 * entries.length);
  assert.deepEqual(
    [...named].filter((file) => !existsSync(join(published, file))),
    [],
  );
});
check('the files of entries', () => assert.deepEqual(publicFiles(), ofTsup.files));
check('the names of entries, in ESM and CommonJS', () => assert.deepEqual(exportedNames(), ofTsup.names));
check('the command', () => assert.equal(commandVersion(), ofTsup.version));
// Away from node_modules, whose types are another package's to api-extractor.
const built = join(folder, 'built');
cpSync(published, built, { recursive: true });
for (const [entry, { import: esm }] of entries) {
  const name = nameOf(entry);
  check(`the types of ${entry}`, () => {
    const report = reportOf(name, join(built, esm.types));
    assert.equal(withoutLayout(report), withoutLayout(readFileSync(`${root}api/${name}.api.md`, 'utf8')));
  });
}

/** Files without the hash of a part that entries share. */
function publicFiles() {
  const starts = Object.keys(ENTRIES).map((name) => `${name}.`);
  const files = readdirSync(join(published, 'dist')).filter((file) => starts.some((start) => file.startsWith(start)));
  assert.ok(files.length > 0);
  return files;
}

function exportedNames() {
  const program = join(folder, 'names.mjs');
  writeFileSync(
    program,
    `import { createRequire } from 'node:module';
    const require = createRequire(import.meta.url);
    const names = {};
    for (const entry of process.argv.slice(2))
      names[entry] = [Object.keys(await import(entry)).sort(), Object.keys(require(entry)).sort()];
    console.log(JSON.stringify(names));`,
  );
  const specifiers = entries.map(([entry]) => manifest.name + entry.slice('.'.length));
  return JSON.parse(execFileSync(process.execPath, [program, ...specifiers], { encoding: 'utf8' }));
}

/** The types of a report alone: tsdown keeps some comments, and breaks lines elsewhere. @param {string} report */
function withoutLayout(report) {
  return report
    .replaceAll(/\/\*\*[^]*?\*\//g, '')
    .replaceAll(/;\s*}/g, '}')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<=[{};]) | (?=[{};])/g, '');
}

function commandVersion() {
  return execFileSync(process.execPath, [join(published, manifest.bin.telemetry), '--version'], { encoding: 'utf8' });
}

/** In the place of what tsup built. */
async function buildWithTsdown() {
  const dist = join(published, 'dist');
  /** @type {import('tsdown').InlineConfig} */
  const shared = {
    cwd: root,
    config: false,
    target: 'es2022',
    platform: 'neutral',
    deps: { neverBundle: [/^node:/] },
    clean: false,
    logLevel: 'error',
    checks: { pluginTimings: false },
  };
  rmSync(dist, { recursive: true });
  await build({
    ...shared,
    entry: ENTRIES,
    format: ['esm', 'cjs'],
    outDir: dist,
    dts: { compilerOptions: { types: ['node'], isolatedDeclarations: false } },
  });
  await build({ ...shared, entry: COMMAND, format: 'cjs', outDir: join(dist, 'cli'), dts: false });
}

/** @param {string} what @param {() => void} task */
function check(what, task) {
  try {
    task();
    console.log(`ok    ${what}`);
  } catch (error) {
    console.log(`FAIL  ${what}, ${inspect(error)}`);
    process.exitCode = 1;
  }
}
