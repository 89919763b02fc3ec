// @ts-check
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/**
 * Runs `telemetry run` on one runtime while standard error is full or closed, with TELEMETRY_DEBUG=1 and with a record
 * that is refused: the command runs, and its exit code is kept.
 *
 * @param {string[]} cli
 * @returns {Promise<number>} How many ways were tried.
 */
export async function checkDebugLines([binary = '', ...args]) {
  const full = openSync('/dev/full', 'w');
  const command = [...args, 'run', '--', 'bash', '-c', 'echo installed; exit 3'];
  const variables = [
    { TELEMETRY_DEBUG: '1', DIAGNOSTICS: 'no', NSAPP: 'plex' },
    { TELEMETRY_DEBUG: '', DIAGNOSTICS: 'yes', NSAPP: '' },
  ];
  let tried = 0;
  for (const own of variables) {
    for (const stderr of /** @type {const} */ ([full, 'pipe'])) {
      const env = { ...process.env, ...own };
      const child = spawn(binary, command, { env, stdio: ['ignore', 'pipe', stderr] });
      child.stderr?.destroy();
      const stdout = /** @type {import('node:stream').Readable} */ (child.stdout);
      const [printed, [code]] = await Promise.all([text(stdout), once(child, 'exit')]);
      assert.deepEqual([printed, code], ['installed\n', 3], stderr === full ? '/dev/full' : 'a closed pipe');
      tried += 1;
    }
  }
  closeSync(full);
  return tried;
}
