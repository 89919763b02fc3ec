// @ts-check
import { findPocketBase } from '../../test/pocketbase/binary.mjs';
import { startPocketBase } from '../../test/pocketbase/server.mjs';

/** Starts the PocketBase of the tests, or says why there is none. */
export async function startRealPocketBase() {
  const found = findPocketBase();
  if (found.path === undefined) return { pocketBase: { reason: found.reason }, stop: async () => {} };
  const server = await startPocketBase({ binary: found.path });
  return { pocketBase: { url: server.url }, stop: () => server.stop() };
}
