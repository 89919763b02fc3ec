// @ts-check
// Finds files, exports and dependencies that nothing uses. Where the tests start a program or load a package by its
// name, knip.json says so.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
installPrivatePackage(here);

const knip = [`${here}node_modules/knip/bin/knip.js`, '--directory', root, '--config', `${here}knip.json`];
const { status } = spawnSync(process.execPath, [...knip, '--treat-config-hints-as-errors'], { stdio: 'inherit' });
process.exitCode = status ?? 1;
if (process.exitCode === 0) console.log('ok    nothing is unused');
