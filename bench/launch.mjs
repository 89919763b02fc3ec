// @ts-check
import { spawnSync } from 'node:child_process';
import { cleanEnvironment } from './environment.mjs';

/**
 * Runs a command to its end, which has to be a good one.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} [environment]
 */
export function launch(command, args, environment = {}) {
  const began = performance.now();
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    env: cleanEnvironment(environment),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ms = performance.now() - began;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${firstLineOf(stderr)}`);
  return { ms, stdout };
}

/** The line that says what went wrong. @param {string} text */
function firstLineOf(text) {
  const lines = text.trim().split('\n');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines[0] ?? '';
}
