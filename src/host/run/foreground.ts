import { builtin } from '../builtin.js';

/**
 * Whether Ctrl+C also reaches the commands that this process starts: it does if this process is in the terminal's
 * foreground process group. `true` if the system does not tell.
 */
export function isInForeground(): boolean {
  try {
    const stat = builtin('node:fs').readFileSync('/proc/self/stat', 'latin1');
    // The name in parentheses may hold any character; after it: state, parent, group, session, terminal, foreground
    // group (proc_pid_stat(5)).
    const [, , group, , , foregroundGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foregroundGroup;
  } catch {
    return true;
  }
}
