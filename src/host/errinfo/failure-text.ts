import { parseExitCode } from '../../exit-codes/exit-code.js';
import type { Failure } from '../../failure/describe-failure.js';
import { builtin } from '../builtin.js';
import { readErrinfo } from './read-errinfo.js';

/** Exit codes that say only that something failed; the file is more specific. */
const GENERAL: readonly unknown[] = [1, 255];

/** How far a file's timestamp may lag behind the clock, in milliseconds. */
const CLOCK_STEP_MS = 1_000;

/**
 * Reads an `.errinfo` file and returns its failure as text for `update`'s `error`, with secrets and private data
 * redacted. Never rejects.
 *
 * @param path - An `.errinfo` file.
 * @param exitCode - The exit code that is reported. A file with another code is ignored, unless the reported code is
 *   1 or 255, which any failure may have.
 * @param since - In milliseconds of the wall clock. A file last changed before then belongs to another installation.
 * @returns `undefined` if the file is missing or belongs to another failure.
 */
export async function failureText(path: string, exitCode: unknown, since: number = 0): Promise<string | undefined> {
  const errinfo = await readErrinfo(path);
  if (errinfo === undefined || (await changedAt(path)) < since - CLOCK_STEP_MS) return undefined;
  const reported = parseExitCode(exitCode) ?? 1;
  const { exitCode: found = reported } = errinfo;
  if (found !== reported && !GENERAL.includes(reported)) return undefined;
  return textOf({ ...errinfo, exitCode: found });
}

/** The text; `undefined` if what makes it, which is loaded for a failure only, was removed since this process began. */
async function textOf(failure: Failure): Promise<string | undefined> {
  try {
    const { describeFailure } = await import('../../failure/describe-failure.js');
    return describeFailure(failure);
  } catch {
    return undefined;
  }
}

async function changedAt(path: string): Promise<number> {
  try {
    return (await builtin('node:fs/promises').stat(path)).mtimeMs;
  } catch {
    return 0;
  }
}
