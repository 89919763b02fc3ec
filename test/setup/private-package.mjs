// @ts-check
import { isInstalled } from './is-installed.mjs';
import { npm } from './npm.mjs';

/**
 * Installs a package of the tests where it is missing, or is not what its lock file asks for. Runs no install script.
 *
 * @param {string} folder Where its package.json is.
 */
export function installPrivatePackage(folder) {
  if (!isInstalled(folder)) npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
}
