import { readBounded, readEnd } from '../bounded-file.js';
import { type Errinfo, parseErrinfo } from './parse-errinfo.js';

/** Up to here a file is read whole, in bytes; of a longer one the beginning, and the end of the output. */
const LONGEST_WHOLE = 1024 * 1024;
/** How much of a longer file's end is read, in bytes: somewhat more than is kept. */
const END = 64 * 1024;

/**
 * Reads an `.errinfo` file, in which the community's shell functions say what failed. Never
 * rejects, waits for nobody, and reads at most some 1.1 MB.
 *
 * @returns `undefined` where there is no such file, it is no regular file, it may not be read, or
 * holds nothing of the kind.
 * @see the contract, "Error text"
 */
export async function readErrinfo(path: string): Promise<Errinfo | undefined> {
  const beginning = await readBounded(path, LONGEST_WHOLE);
  if (beginning === undefined) return undefined;
  const end = beginning.isWhole ? undefined : await readEnd(path, END);
  return parseErrinfo(beginning.bytes, end);
}
