// @ts-check
// Installs what a fresh clone lacks, so that the README's commands work as the first thing typed.
import { fileURLToPath } from 'node:url';
import { isInstalled } from './is-installed.mjs';
import { npm } from './npm.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

if (!isInstalled(root)) {
  console.error('Installing the development dependencies …');
  npm(['ci', '--no-audit', '--no-fund'], root);
}
