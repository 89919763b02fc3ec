// @ts-check
// Runs what needs SQLite, which Node 20 does not have, or takes longer: the command `serve`, the bodies of a fuzzer, and a
// collector in the servers of runtimes and frameworks. A platform without such a runtime is skipped aloud; with
// REQUIRE_RUNTIMES=1 that is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from '../setup/private-package.mjs';
import { checkMounted } from './mounted/run.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const runtimes = `${root}test/runtimes/`;
const node26 = `${runtimes}node_modules/node26/bin/node`;
if (!existsSync(node26)) installPrivatePackage(runtimes);

if (existsSync(node26)) {
  const asked = process.argv.slice(2);
  const config = asked.includes('--config') ? [] : ['--config', 'test/collector/vitest.config.ts'];
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...config, ...asked];
  const { status } = spawnSync(node26, vitest, { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
  const isWhole = process.argv.length === 2;
  if (isWhole && !(await checkMounted())) process.exitCode = 1;
} else {
  console.log(`SKIP  the collector's checks: npm has no Node 26 for ${process.platform}-${process.arch}`);
  if (process.env['REQUIRE_RUNTIMES'] === '1') process.exitCode = 1;
}
