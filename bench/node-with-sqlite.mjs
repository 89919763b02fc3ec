// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { thisDirectory } from './builds.mjs';
import { launch } from './launch.mjs';
import { programFile } from './program-files.mjs';

const node26 = join(thisDirectory, 'test/runtimes/node_modules/node26/bin/node');

/**
 * Runs a program by Node 26, because Node 20 has no SQLite, and reads the JSON that it prints.
 *
 * @param {string} name @param {readonly string[]} args @returns {import('./measure.js').Sample}
 */
export function runWithSqlite(name, args) {
  if (!existsSync(node26)) throw new Error('npm run check:stores installs the Node 26 that this needs');
  return JSON.parse(launch(node26, [programFile(name), ...args]).stdout);
}
