import { didYouMean } from '../did-you-mean.js';
import { parseExitCode } from '../exit-codes/exit-code.js';

/** The words `update` knows. */
export const STATUS_WORDS = ['done', 'success', 'sucess', 'failed', 'aborted', 'unknown'] as const;

const SUCCESS: readonly string[] = ['done', 'success', 'sucess'];

/** What the arguments of `update` do not say clearly, and how it is taken; `undefined` where all is clear. */
export function endProblem(status: string, code: string | undefined): string | undefined {
  if (status !== '' && !(STATUS_WORDS as readonly string[]).includes(status)) {
    const meant = didYouMean(status, STATUS_WORDS);
    const question = meant === undefined ? '' : `did you mean ${meant}? `;
    return `${quoted(status)} is taken for unknown: ${question}The words are done, failed, aborted and unknown`;
  }
  const isSuccess = SUCCESS.includes(status);
  // The scripts say "none" beside done.
  if (code === undefined || code === '' || (isSuccess && code === 'none')) return undefined;
  const exit_code = parseExitCode(code);
  if (isSuccess) return exit_code === 0 ? undefined : `${status} has exit code 0, not ${quoted(code)}`;
  if (exit_code === undefined) return `${quoted(code)} is not an exit code: expected a whole number from 0`;
  return exit_code === 0 && status === 'failed' ? 'failed has exit code 0: did you mean done?' : undefined;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
