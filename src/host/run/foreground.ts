import { readFileSync } from 'node:fs';

/**
 * Whether Ctrl+C reaches the commands we start as it reaches us: ours is the foreground process group of
 * the terminal. Where the system does not say, it is taken for granted.
 */
export function isInForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    // The name in parentheses may hold anything; after it come state, parent, group, session, terminal, foreground group (proc_pid_stat(5)).
    const [, , group, , , foregroundGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foregroundGroup;
  } catch {
    return true;
  }
}
