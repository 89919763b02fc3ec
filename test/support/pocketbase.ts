import { afterAll, beforeAll, describe, inject } from 'vitest';
import { type PocketBase, startPocketBase } from '../pocketbase/server.mjs';

const binary = inject('pocketbase');

/** `describe`, for what only a real PocketBase shows. Left out where the platform has none; the set-up says so. */
export const describeOnPocketBase = binary === '' ? describe.skip : describe;

/** A PocketBase of this suite's own, from before its first test to after its last; further migration files run after ours. */
export function usePocketBase({ migrations }: { migrations?: readonly string[] } = {}): () => PocketBase {
  let server: PocketBase | undefined;
  beforeAll(async () => {
    server = await startPocketBase({ binary, ...(migrations === undefined ? {} : { migrations }) });
  });
  afterAll(async () => server?.stop());
  return () => {
    if (server === undefined) throw new Error('PocketBase is not running yet');
    return server;
  };
}
