import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';

/** Gives the path of Node 26, for what Node 20 has not, such as SQLite. Installs it where it is missing. */
export function node26(): string {
  const runtimes = fileURLToPath(new URL('../runtimes/', import.meta.url));
  installPrivatePackage(runtimes);
  return `${runtimes}node_modules/node26/bin/node`;
}
