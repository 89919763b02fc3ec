// @ts-check
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startPocketBase } from '../../pocketbase/server.mjs';
import { imports } from './imports.mjs';
import { lifecycles } from './lifecycles.mjs';
import { redaction } from './redaction.mjs';

/** What the package costs beside a hand-written fetch and PocketBase's SDK. */
export async function besidePeers() {
  const current = fileURLToPath(new URL('../../pocketbase/current.mjs', import.meta.url));
  const server = await startPocketBase({
    binary: execFileSync(process.execPath, [current], { encoding: 'utf8' }).trim(),
  });
  try {
    await lifecycles(server.url);
  } finally {
    await server.stop();
  }
  await imports();
  await redaction();
}
