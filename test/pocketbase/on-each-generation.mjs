// @ts-check
// Runs a command with PocketBase 0.22 and then with a current one; with the one `POCKETBASE_BIN` names, if it names one.
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [command = '', ...args] = process.argv.slice(2);
const current = fileURLToPath(new URL('./current.mjs', import.meta.url));

/** @param {string} [binary] */
function run(binary = '') {
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, POCKETBASE_BIN: binary } });
  if (status !== 0) process.exitCode = status ?? 1;
}

const named = process.env['POCKETBASE_BIN'];
if (named) run(named);
else {
  run();
  run(execFileSync(process.execPath, [current], { encoding: 'utf8' }).trim());
}
