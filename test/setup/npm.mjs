// @ts-check
import { execFileSync } from 'node:child_process';

/**
 * Runs npm quietly, the one that runs us where there is one.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {string} What it printed.
 */
export function npm(args, cwd) {
  const [command, first] =
    process.env['npm_execpath'] === undefined ? ['npm', []] : [process.execPath, [process.env['npm_execpath']]];
  return execFileSync(command, [...first, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: command === 'npm' && process.platform === 'win32',
  });
}
