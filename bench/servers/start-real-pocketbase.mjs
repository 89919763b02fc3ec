// @ts-check
import { fileURLToPath } from 'node:url';
import { findPocketBase } from '../../test/pocketbase/binary.mjs';
import { startPocketBase } from '../../test/pocketbase/server.mjs';

const RECORDS = fileURLToPath(new URL('../../test/fixtures/pb_migrations/9_100000_records.js', import.meta.url));

/** Starts the PocketBase of the tests, or says why there is none. `isFull`: with 100,000 records. */
export async function startRealPocketBase({ isFull = false } = {}) {
  const found = findPocketBase();
  if (found.path === undefined) return { pocketBase: { reason: found.reason }, stop: async () => {} };
  const server = await startPocketBase({ binary: found.path, migrations: isFull ? [RECORDS] : [] });
  return { pocketBase: { url: server.url }, stop: () => server.stop() };
}
