import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { builtin } from '../builtin.js';

/** Identifies a process, also after its pid is reused. Each part consists of a-z and 0-9. */
export interface ProcessIdentity {
  /** Where the pid is valid: one boot and one container of one machine; empty if unknown. */
  readonly place: string;
  readonly pid: number;
  /** When it started, in the kernel's clock ticks; empty if unknown. */
  readonly startedAt: string;
}

/** Identifies this process. Never rejects. */
export async function thisProcess(): Promise<ProcessIdentity> {
  const [place, self] = await Promise.all([thisPlace(), statOf(process.pid)]);
  return { place, pid: process.pid, startedAt: self?.startedAt ?? '' };
}

/**
 * Whether that process has certainly ended. `false` for a process of another machine, boot or container, and for one
 * whose pid may have been reused. Never rejects.
 */
export async function isGone(other: ProcessIdentity, me: ProcessIdentity): Promise<boolean> {
  if (other.place === '' || other.place !== me.place) return false;
  try {
    process.kill(other.pid, 0);
  } catch (error) {
    // EPERM: the process of another user cannot be signalled, but it exists.
    return (error as { code?: unknown } | undefined)?.code === 'ESRCH';
  }
  const found = await statOf(other.pid);
  if (found === undefined || other.startedAt === '') return false;
  return found.isZombie || found.startedAt !== other.startedAt;
}

async function thisPlace(): Promise<string> {
  try {
    const [boot, namespace] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'latin1'),
      // Pids are per PID namespace, so each container counts from 1.
      readlink('/proc/self/ns/pid'),
    ]);
    return digest(`${boot} ${namespace}`);
  } catch {
    try {
      return process.platform === 'linux' ? '' : digest(hostname());
    } catch {
      return '';
    }
  }
}

function digest(text: string): string {
  return builtin('node:crypto').createHash('sha256').update(text).digest('hex').slice(0, 16);
}

async function statOf(pid: number): Promise<{ startedAt: string; isZombie: boolean } | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold any character; fields 3 and 22 are the 1st and 20th after it (proc_pid_stat(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; it keeps its pid until its parent waits for it, which some never do.
    return { startedAt: fields[19] ?? '', isZombie: /[ZXx]/.test(fields[0] ?? '') };
  } catch {
    return undefined;
  }
}
