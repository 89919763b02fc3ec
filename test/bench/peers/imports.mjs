// @ts-check
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { besidePeer } from './beside-peer.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A new process that loads a package and ends. */
export async function imports() {
  const load = (/** @type {string} */ name) => () =>
    execFileSync(process.execPath, ['--input-type=module', '-e', name === '' ? '' : `await import('${name}')`], {
      cwd: root,
    });
  await besidePeer('A process that loads a package', 15, [
    { name: 'one that loads none', run: load('') },
    { name: 'this package', run: load('@community-scripts/telemetry') },
    { name: "PocketBase's SDK", run: load('pocketbase') },
  ]);
}
