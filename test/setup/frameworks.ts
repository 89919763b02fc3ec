import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';

const folder = fileURLToPath(new URL('../frameworks/', import.meta.url));

/** Installs the libraries of test/frameworks, if they are not: once, before test files that need them run at once. */
export default function setup(): void {
  if (!existsSync(`${folder}node_modules/`)) npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
}
