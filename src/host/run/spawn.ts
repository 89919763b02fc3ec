import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { delimiter, resolve } from 'node:path';
import { builtin } from '../builtin.js';
import type { Environment } from '../environment/environment.js';

/** Streams, working directory and environment of a command. */
export interface SpawnPlace {
  readonly stdio: SpawnOptions['stdio'];
  readonly cwd: string | undefined;
  readonly env: Environment;
}

/**
 * Starts a command as execvp(3) does, also on Bun: /bin/sh runs an executable file of unknown format, such as a script
 * without `#!`. Node and Deno do so themselves; Bun fails with ENOEXEC.
 */
export function spawn(command: string, args: readonly string[], place: SpawnPlace): ChildProcess {
  const { spawn: start } = builtin('node:child_process');
  try {
    return start(command, args, place as SpawnOptions);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOEXEC') throw error;
    return start('/bin/sh', [pathOf(command, place), ...args], place as SpawnOptions);
  }
}

function pathOf(command: string, { cwd = '.', env }: SpawnPlace): string {
  if (command.includes('/')) return command;
  const paths = (env['PATH'] ?? '').split(delimiter).map((folder) => resolve(cwd, folder, command));
  return paths.find(isRunnable) ?? command;
}

function isRunnable(path: string): boolean {
  const { accessSync, constants, statSync } = builtin('node:fs');
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
