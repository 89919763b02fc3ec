// @ts-check
// A child that a real-time signal ended brings about an error in Deno: that of a command of ours tells its end, that of
// the caller's own child stays the caller's.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SCRIPT = `
import { TelemetryClient } from '@community-scripts/telemetry';
import { runInstallation } from '@community-scripts/telemetry/host';
const options = { telemetry: new TelemetryClient({ consent: 'no' }), record: { type: 'lxc', nsapp: 'plex' } };
const killed = (signal) => ['-c', 'sleep 0.3; kill -' + signal + ' $$'];
const [ours, callers] = JSON.parse(Deno.args[0]);
for (const signal of callers) new Deno.Command('bash', { args: killed(signal) }).spawn();
const runs = ours.map((signal) => runInstallation('bash', killed(signal), options));
// All have ended when the process looks again.
setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500), 100);
console.log((await Promise.all(runs)).map(({ exitCode }) => exitCode).sort().join());
`;

const CASES = [
  { ours: [40], callers: [], ends: 0, prints: /^168\n$/ },
  { ours: [40, 41, 42], callers: [], ends: 0, prints: /^168,169,170\n$/ },
  { ours: [40], callers: [50], ends: 1, prints: /Invalid signal: 50/ },
];

/**
 * @param {string[]} command Deno, with its arguments.
 * @param {string} folder Where the package is installed.
 * @returns {Promise<number>} how many cases there are; each has held.
 */
export async function checkDenoSignalErrors([binary = '', ...args], folder) {
  const script = join(folder, 'deno-signal-errors.script.mjs');
  writeFileSync(script, SCRIPT);
  for (const { ours, callers, ends, prints } of CASES) {
    const deno = spawn(binary, [...args, script, JSON.stringify([ours, callers])], { cwd: folder, timeout: 30_000 });
    let printed = '';
    for (const stream of [deno.stdout, deno.stderr]) stream.on('data', (chunk) => (printed += String(chunk)));
    const code = await new Promise((resolve) => deno.on('close', resolve));
    assert.equal(code, ends, printed);
    assert.match(printed, prints);
  }
  return CASES.length;
}
