// @ts-check
import { fileURLToPath } from 'node:url';
import { findPocketBase } from '../../test/pocketbase/binary.mjs';
import { startPocketBase } from '../../test/pocketbase/server.mjs';

const FULL = ['9_100000_records.js', '9_index_on_created.js'].map((name) =>
  fileURLToPath(new URL(`../../test/fixtures/pb_migrations/${name}`, import.meta.url)),
);

/** Starts the PocketBase of the tests, or says why there is none. `isFull`: with 100,000 records, and the index on `created, id`. */
export async function startRealPocketBase({ isFull = false } = {}) {
  const found = findPocketBase();
  if (found.path === undefined) return { pocketBase: { reason: found.reason }, stop: async () => {} };
  const server = await startPocketBase({ binary: found.path, migrations: isFull ? FULL : [] });
  return { pocketBase: { url: server.url }, stop: () => server.stop() };
}
