// @ts-check
// Shows that the tests of this folder can fail: plants one defect after the other into `nodeTransport`, and runs them.
// --only TEXT: those whose name has it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { socketDefects } from './defects.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const config = fileURLToPath(new URL('defects.vitest.config.ts', import.meta.url));
const LONGEST_RUN_MS = 120_000;

/** @param {string} name @returns {Promise<string | undefined>} the first test that failed */
async function firstFailure(name) {
  const args = [`${root}node_modules/vitest/vitest.mjs`, 'run', '--config', config];
  const options = { cwd: root, env: { ...process.env, PLANTED_DEFECT: name }, timeout: LONGEST_RUN_MS, maxBuffer: 1e8 };
  const { stdout, killed } = await promisify(execFile)(process.execPath, args, options).catch((failed) => failed);
  if (killed) return 'the tests do not end';
  const { testResults } = JSON.parse(stdout.slice(stdout.indexOf('{"num')));
  const failed = testResults.find((/** @type {{ status: string }} */ { status }) => status === 'failed');
  if (failed === undefined) return undefined;
  const [one] = failed.assertionResults.filter((/** @type {{ status: string }} */ { status }) => status === 'failed');
  // The defect fits the source no more, or is no program: no test has run.
  if (one === undefined) throw new Error(failed.message);
  return one.fullName;
}

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = socketDefects.filter(({ name }) => name.includes(values.only ?? ''));

const unplanted = await firstFailure('none');
if (unplanted !== undefined) throw new Error(`Fails without a defect: ${unplanted}`);
let found = 0;
for (const { name } of chosen) {
  const failure = await firstFailure(name);
  if (failure !== undefined) found += 1;
  console.log(failure === undefined ? `MISSED  ${name}` : `found   ${name}: ${failure}`);
}
console.log(`${found} of ${chosen.length} planted defects found`);
process.exitCode = found === chosen.length ? 0 : 1;
