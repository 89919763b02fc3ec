import { afterAll, beforeAll } from 'vitest';
import { type PocketBase, startPocketBase } from '../pocketbase/server.mjs';

/** A PocketBase of this file's own, from before its first test to after its last. */
export function usePocketBase(): () => PocketBase {
  let server: PocketBase | undefined;
  beforeAll(async () => {
    server = await startPocketBase();
  });
  afterAll(async () => server?.stop());
  return () => {
    if (server === undefined) throw new Error('PocketBase is not running yet');
    return server;
  };
}
