// @ts-check
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const thisDirectory = fileURLToPath(new URL('../', import.meta.url));

/** The checkout a caller names. Throws where it holds no build. @param {string} given */
export function checkoutWithBuild(given) {
  const directory = resolve(given);
  if (existsSync(join(directory, 'dist'))) return directory;
  throw new Error(`${directory} has no dist/: run \`npm run build\` there first`);
}

/** This build once more, in another place below the same node_modules. */
export function copyOfThisBuild() {
  const cache = join(thisDirectory, '.cache');
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'bench-'));
  for (const part of ['package.json', 'dist']) {
    cpSync(join(thisDirectory, part), join(directory, part), { recursive: true });
  }
  return directory;
}

/**
 * URL of the file of an entry, as `import` finds it.
 *
 * @param {string | undefined} directory @param {'.' | './failure' | './host' | './sources/pocketbase' | './sqlite' | './clickhouse' | './testing'} entry
 */
export function entryOf(directory, entry) {
  if (directory === undefined) throw new Error('There is no such build in this run');
  const { exports } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  return pathToFileURL(join(directory, exports[entry].import.default)).href;
}

/** Path of the command `telemetry`. @param {string | undefined} directory */
export function commandOf(directory) {
  if (directory === undefined) throw new Error('There is no such build in this run');
  return join(directory, JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).bin.telemetry);
}

/** The package as a caller who imports it from that directory gets it. @param {string | undefined} directory */
export function builtPackage(directory) {
  return {
    /** @returns {Promise<typeof import('@community-scripts/telemetry')>} */
    main: () => import(entryOf(directory, '.')),
    /** @returns {Promise<typeof import('@community-scripts/telemetry/failure')>} */
    failure: () => import(entryOf(directory, './failure')),
    /** @returns {Promise<typeof import('@community-scripts/telemetry/host')>} */
    host: () => import(entryOf(directory, './host')),
    /** @returns {Promise<typeof import('@community-scripts/telemetry/sources/pocketbase')>} */
    pocketBase: () => import(entryOf(directory, './sources/pocketbase')),
    /** @returns {Promise<typeof import('@community-scripts/telemetry/testing')>} */
    testing: () => import(entryOf(directory, './testing')),
  };
}

/** Contestants of a measure that is of builds alone. @type {readonly import('./measure.js').Contestant[]} */
export const everyBuild = [
  { name: 'this', build: 'this' },
  { name: 'copy', build: 'copy' },
  { name: 'other', build: 'other' },
];

/**
 * Contestants of a measure in which each build takes part in several ways.
 *
 * @param {string} variant
 * @param {string} [what] the variant in words
 * @returns {readonly import('./measure.js').Contestant[]}
 */
export function everyBuildBy(variant, what = variant) {
  const builds = /** @type {const} */ (['this', 'copy', 'other']);
  return builds.map((build) => ({ name: `${build}, ${what}`, build, variant }));
}
