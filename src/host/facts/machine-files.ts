import { join } from 'node:path';
import { readBounded } from '../bounded-file.js';
import type { ProbeTime } from './probe-time.js';

/** The longest file that is read, in bytes; only the beginning of a longer one is. */
const LONGEST_FILE_BYTES = 64 * 1024;

/** Reads a file's text; `undefined` if it cannot be read in time. */
export type ReadMachineFile = (path: string, read?: { whole: boolean }) => Promise<string | undefined>;

/** Makes a reader of small system files below a root. */
export function machineFiles(root: string, time: ProbeTime): ReadMachineFile {
  return async (path, { whole } = { whole: true }) => {
    const file = await time.wait(readBounded(join(root, path), LONGEST_FILE_BYTES));
    return file === undefined || (whole && !file.isWhole) ? undefined : new TextDecoder().decode(file.bytes);
  };
}
