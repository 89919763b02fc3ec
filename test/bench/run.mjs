// @ts-check
// `npm run bench`: what the package costs beside what one would write or install in its place. Ratios only, each of
// two things measured in turn in this run, because a machine that does other things slows both. Builds on `dist`.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startPocketBase } from '../pocketbase/server.mjs';
import { lifecycles } from './lifecycles.mjs';
import { imports } from './imports.mjs';
import { redaction } from './redaction.mjs';

const current = fileURLToPath(new URL('../pocketbase/current.mjs', import.meta.url));
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
