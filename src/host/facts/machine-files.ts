import { join } from 'node:path';
import { readBounded } from '../bounded-file.js';
import type { ProbeTime } from './probe-time.js';

/** What a file of a machine may hold; of a longer one the beginning is read. */
const LONGEST_FILE_BYTES = 64 * 1024;

/** A file's text, `undefined` where there is none to be had in time. */
export type ReadMachineFile = (path: string, read?: { whole: boolean }) => Promise<string | undefined>;

/** Reads the small files in which a machine describes itself, below a root. */
export function machineFiles(root: string, time: ProbeTime): ReadMachineFile {
  return async (path, { whole } = { whole: true }) => {
    const file = await time.wait(readBounded(join(root, path), LONGEST_FILE_BYTES));
    return file === undefined || (whole && !file.isWhole) ? undefined : new TextDecoder().decode(file.bytes);
  };
}
