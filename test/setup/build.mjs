// @ts-check
// Builds `dist` where a file of it is missing, or older than what it is built from.
import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = ['src', 'build'];
const SOURCES = [
  ...FOLDERS.flatMap((folder) => [folder, ...filesBelow(folder)]),
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsup.config.ts'],
];
// The files that package.json names: the build empties `dist` first and writes the types last.
const BUILT = [...new Set(readFileSync(`${root}package.json`, 'utf8').match(/(?<="\.\/)dist\/[^"]+/g))];

if (oldest(BUILT) < newest(SOURCES)) {
  console.error('Building …');
  const began = new Date();
  try {
    npm(['run', '--silent', 'build'], root);
  } catch (failed) {
    const { stdout, stderr } = /** @type {{ stdout?: string, stderr?: string }} */ (failed);
    console.error(`${stdout}${stderr}\nThe build failed.`);
    process.exit(1);
  }
  // A source that is edited during the build is newer than what was built of it.
  for (const file of BUILT) utimesSync(`${root}${file}`, began, began);
}

/**
 * With the folders, since a folder is what changes when a file goes.
 *
 * @param {string} folder
 */
function filesBelow(folder) {
  return readdirSync(`${root}${folder}`, { recursive: true }).map((name) => `${folder}/${name}`);
}

/** @param {readonly string[]} files */
function oldest(files) {
  return Math.min(...files.map((file) => statSync(`${root}${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0));
}

/** @param {readonly string[]} files */
function newest(files) {
  return Math.max(...files.map((file) => statSync(`${root}${file}`).mtimeMs));
}
