// @ts-check
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/**
 * Runs `telemetry run` with TELEMETRY_DEBUG=1 on one runtime while standard error is full or closed: the command runs,
 * and its exit code is kept.
 *
 * @param {string[]} cli
 * @returns {Promise<number>} How many ways were tried.
 */
export async function checkDebugLines([binary = '', ...args]) {
  const full = openSync('/dev/full', 'w');
  const command = [...args, 'run', '--nsapp', 'plex', '--', 'bash', '-c', 'echo installed; exit 3'];
  const env = { ...process.env, TELEMETRY_DEBUG: '1', DIAGNOSTICS: 'no' };
  for (const stderr of /** @type {const} */ ([full, 'pipe'])) {
    const child = spawn(binary, command, { env, stdio: ['ignore', 'pipe', stderr] });
    child.stderr?.destroy();
    const stdout = /** @type {import('node:stream').Readable} */ (child.stdout);
    const [printed, [code]] = await Promise.all([text(stdout), once(child, 'exit')]);
    assert.deepEqual([printed, code], ['installed\n', 3], stderr === full ? '/dev/full' : 'a closed pipe');
  }
  closeSync(full);
  return 2;
}
