import { readBounded, readEnd } from '../bounded-file.js';
import { type Errinfo, parseErrinfo } from './parse-errinfo.js';

/** The longest file that is read whole, in bytes. Of a longer one, the beginning and the end are read. */
const LONGEST_WHOLE = 1024 * 1024;
/** How much of a longer file's end is read, in bytes. */
const END = 64 * 1024;

/**
 * Reads an `.errinfo` file, in which the community's shell functions record a failure. Never rejects, does not block on
 * a FIFO, and reads at most about 1.1 MB.
 *
 * @returns `undefined` if the file is missing, not a regular file, not readable, or has no failure in it.
 */
export async function readErrinfo(path: string): Promise<Errinfo | undefined> {
  const beginning = await readBounded(path, LONGEST_WHOLE);
  if (beginning === undefined) return undefined;
  const end = beginning.isWhole ? undefined : await readEnd(path, END);
  return parseErrinfo(beginning.bytes, end);
}
