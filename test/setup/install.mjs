// @ts-check
// Installs what a fresh clone lacks, so that the README's commands work as the first thing typed.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

if (!isInstalled()) {
  console.error('Installing the development dependencies …');
  npm(['ci', '--no-audit', '--no-fund'], root);
}

/** Whether what npm installed last is what the lock file asks for; what is for other platforms may be missing. */
function isInstalled() {
  const wanted = packagesIn('package-lock.json');
  const installed = packagesIn('node_modules/.package-lock.json');
  return (
    Object.entries(wanted).every(([path, { version, optional }]) =>
      path === '' || (optional && installed[path] === undefined) ? true : installed[path]?.version === version,
    ) && Object.keys(installed).every((path) => wanted[path] !== undefined)
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesIn(file) {
  return existsSync(`${root}${file}`) ? JSON.parse(readFileSync(`${root}${file}`, 'utf8')).packages : {};
}
