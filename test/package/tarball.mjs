// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from '../setup/npm.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Packs the package as it is published and installs it as a user would, in an empty folder.
 * Needs `dist`. The folder is removed when this process ends.
 *
 * @returns {{ tarball: string, folder: string }}
 */
export function installTarball() {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-consumer-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root));
  const tarball = join(folder, packed.filename);
  writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n');
  npm(['install', '--no-audit', '--no-fund', tarball], folder);
  return { tarball, folder };
}
