// @ts-check
// `npm run mutate` and `npm run mutate:tables`: installs Stryker where it is missing, and mutates what the
// promise stands on, by the configuration named first.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const stryker = `${here}node_modules/@stryker-mutator/core/bin/stryker.js`;
installPrivatePackage(here);

const [configuration, ...options] = process.argv.slice(2);
const args = [stryker, 'run', `${here}${configuration}`, ...options];
const { status } = spawnSync(process.execPath, args, {
  cwd: fileURLToPath(new URL('../../', import.meta.url)),
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
