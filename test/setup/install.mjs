// @ts-check
// Installs what a fresh clone lacks, so that the README's commands work as the first thing typed.
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const installed = `${root}node_modules/.package-lock.json`;
const isCurrent = existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs;

if (!isCurrent) {
  console.error('Installing the development dependencies …');
  npm(['ci', '--no-audit', '--no-fund'], root);
}
