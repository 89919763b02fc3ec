// @ts-check
import { execFileSync } from 'node:child_process';

/**
 * Runs npm quietly, the one that runs us where there is one.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export function npm(args, cwd) {
  const [command, first] =
    process.env['npm_execpath'] === undefined ? ['npm', []] : [process.execPath, [process.env['npm_execpath']]];
  execFileSync(command, [...first, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: command === 'npm' && process.platform === 'win32',
  });
}
