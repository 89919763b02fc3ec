// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[] }} Package
 * @typedef {{ optionalDependencies?: Record<string, string> }} Root
 */

/**
 * Whether what npm installed last in a folder is what its lock file asks for. Optional packages may be missing, since
 * most are for other platforms; those that the folder's own package.json lists must be there where they are for this one.
 *
 * @param {string} folder
 */
export function isInstalled(folder) {
  const wanted = packagesIn(join(folder, 'package-lock.json'));
  const installed = packagesIn(join(folder, 'node_modules/.package-lock.json'));
  const { optionalDependencies = {} } = /** @type {Root} */ (wanted['']);
  const own = new Set(Object.keys(optionalDependencies).map((name) => `node_modules/${name}`));
  return (
    Object.entries(wanted).every(([path, one]) =>
      path === '' || (one.optional && installed[path] === undefined && !(own.has(path) && isForHere(one)))
        ? true
        : installed[path]?.version === one.version,
    ) && Object.keys(installed).every((path) => wanted[path] !== undefined)
  );
}

/** @param {Package} one */
function isForHere({ os, cpu }) {
  return (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);
}

/**
 * @param {string} file
 * @returns {Record<string, Package>}
 */
function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}
