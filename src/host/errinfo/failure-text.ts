import { stat } from 'node:fs/promises';
import { parseExitCode } from '../../exit-codes/exit-code.js';
import { describeFailure } from '../../failure/describe-failure.js';
import { readErrinfo } from './read-errinfo.js';

/** Codes that say no more than that something failed; what was written down says more. */
const GENERAL: readonly unknown[] = [1, 255];

/** How far a file's time may lie behind the clock, in milliseconds. */
const CLOCK_STEP_MS = 1_000;

/**
 * What failed, in the words of the installer, ready for `update`'s `error`: what is secret or private
 * is taken out. Never rejects.
 *
 * @param path - An `.errinfo` file.
 * @param exitCode - The code that is reported; a file that tells of another failure does not count, unless that
 *   code is 1 or 255, which say nothing.
 * @param since - In milliseconds of the wall clock: a file that was last changed before tells of another installation.
 * @returns `undefined` where there is no such file, or it tells of something else.
 * @see the contract, "Error text"
 */
export async function failureText(path: string, exitCode: unknown, since: number = 0): Promise<string | undefined> {
  const errinfo = await readErrinfo(path);
  if (errinfo === undefined || (await changedAt(path)) < since - CLOCK_STEP_MS) return undefined;
  const reported = parseExitCode(exitCode) ?? 1;
  const { exitCode: found = reported } = errinfo;
  if (found !== reported && !GENERAL.includes(reported)) return undefined;
  return describeFailure({ ...errinfo, exitCode: found });
}

async function changedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return 0;
  }
}
