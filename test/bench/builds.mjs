// @ts-check
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const thisDirectory = fileURLToPath(new URL('../../', import.meta.url));
const cache = fileURLToPath(new URL('.cache/', import.meta.url));

/** The checkout a caller names. Throws where it holds no build. @param {string} given */
export function checkoutWithBuild(given) {
  const directory = resolve(given);
  if (existsSync(join(directory, 'dist'))) return directory;
  throw new Error(`${directory} has no dist/: run \`npm run build\` there first`);
}

/** This build once more, elsewhere, and below the same node_modules. */
export function copyOfThisBuild() {
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'copy-'));
  for (const part of ['package.json', 'dist']) {
    cpSync(join(thisDirectory, part), join(directory, part), { recursive: true });
  }
  return directory;
}

/** The package as somebody who imports it from that directory gets it. @param {string} directory */
export function builtPackage(directory) {
  const { exports } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const load = (/** @type {string} */ entry) => () =>
    import(pathToFileURL(join(directory, exports[entry].import.default)).href);
  /** @type {import('./measure.js').BuiltPackage} */
  const built = { directory, main: load('.'), failure: load('./failure'), testing: load('./testing') };
  return built;
}
