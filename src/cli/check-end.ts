import { contractCatalogue } from '../exit-codes/contract-catalogue.js';
import { toEnd } from '../records/end.js';
import { shownEnd, type UnclearReason, whyUnclear } from '../records/unclear-end.js';
import { unclearEndInWords } from '../unclear-end-text.js';

/** Describes an unclear status or exit code of `update`, and what it is taken for; `undefined` if both are clear. */
export function unclearArguments(status: string | undefined, exit_code: string | undefined): string | undefined {
  const given = { status, exit_code };
  const end = toEnd(given, contractCatalogue);
  const why = whyUnclear(given, end);
  if (why === undefined || isAbortedWith0(why, end)) return undefined;
  return unclearEndInWords(why, shownEnd(given, []), end);
}

/** Not a mistake: a script that exits with 0 before its installation ends is aborted with 0. */
export function isAbortedWith0(why: UnclearReason, { status }: { readonly status: string }): boolean {
  return why === 'failed-with-0' && status === 'aborted';
}
