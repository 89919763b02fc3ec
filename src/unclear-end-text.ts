import { didYouMean } from './did-you-mean.js';
import type { ShownEnd, UnclearReason } from './records/unclear-end.js';

const WORDS = ['done', 'success', 'failed', 'aborted', 'unknown'];

/** Describes an unclear end and what it is taken for. */
export function unclearEndInWords(
  why: UnclearReason,
  { status = '', exit_code = '' }: ShownEnd,
  takenAs: { readonly status: string; readonly exit_code: number },
): string {
  const taken = `reported as ${takenAs.status} with exit code ${takenAs.exit_code}`;
  switch (why) {
    case 'unknown-status': {
      const meant = didYouMean(status, WORDS);
      const question = meant === undefined ? '' : `: did you mean ${meant}?`;
      return `unknown status "${status}" (known: ${WORDS.join(', ')}), ${taken}${question}`;
    }
    case 'unknown-exit-code':
      return `"${exit_code}" is not an exit code, ${taken}: expected a whole number from 0`;
    case 'failed-with-0':
      return `${takenAs.status} with 0, the exit code of a success, ${taken}: did you mean done?`;
    case 'success-with-exit-code':
      return `${status} with ${exit_code}, the exit code of a failure, ${taken}: did you mean failed?`;
  }
}
