import { UNKNOWN_ERROR } from '../../exit-codes/explain.js';
import { todayCatalogue } from '../../exit-codes/today-catalogue.js';
import type { Status } from '../../statuses.js';
import type { CompleteRecord, RecordType } from '../../records/record.js';
import type { ResolvedIngestOptions } from './ingest-options.js';
import type { Report } from './report.js';
import { toErrorCategory } from './spelling.js';
import { fitBytes, toLines } from './service-text.js';

type AbortedExitCodes = ResolvedIngestOptions['abortedExitCodes'];
type ServiceEnd = Required<Pick<CompleteRecord, 'status' | 'exit_code' | 'error' | 'error_category'>>;

const ABORTED_EXIT_CODES: Readonly<Record<AbortedExitCodes, readonly number[]>> = {
  signals: [129, 130, 143],
  declined: [113, 114, 122, 129, 130, 143, 253, 254],
};

/** The service stores a failure of these types as a success, without its exit code and text. */
const NEVER_FAILED: readonly (RecordType | undefined)[] = ['addon', 'pve'];

/**
 * The longest `error`, in bytes. The service cuts it at 131,072 and refuses a body of more than twice that; in JSON
 * each quote and newline takes two bytes, and the other fields need room.
 */
const LONGEST_ERROR = 120_000;

/** Converts the status and end of a report to values that the service stores unchanged. */
export function toServiceEnd(
  { status, exit_code = 0, error = '', error_category = '', type }: Report,
  abortedExitCodes: AbortedExitCodes,
): ServiceEnd {
  if (status === 'installing' || status === 'success') {
    return { status, exit_code: 0, error: '', error_category: '' };
  }
  const code = Math.min(exit_code, 255);
  const text = toLines(error);
  const category = toErrorCategory(error_category);
  const stands = toServiceStatus(status, code, type, abortedExitCodes);
  if (stands === 'aborted') {
    return { status: stands, exit_code: code, error: fit(text), error_category: category || 'user_aborted' };
  }
  if (stands !== 'failed') {
    return { status: stands, exit_code: code, error: fit(text), error_category: category || categoryOf(code) };
  }
  // The service would turn a failure with exit code 0 into a success.
  const failedWith = code === 0 ? 1 : code;
  return {
    status: 'failed',
    exit_code: failedWith,
    error: fit(withoutTriggers(text)) || UNKNOWN_ERROR,
    error_category: category || categoryOf(failedWith),
  };
}

function toServiceStatus(
  status: Status,
  code: number,
  type: RecordType | undefined,
  abortedExitCodes: AbortedExitCodes,
): Status {
  if (status !== 'failed') return status;
  if (ABORTED_EXIT_CODES[abortedExitCodes].includes(code)) return 'aborted';
  return NEVER_FAILED.includes(type) ? 'unknown' : 'failed';
}

/** The failure's category by exit code, from the shell client's table. */
function categoryOf(code: number): string {
  const entry = Object.hasOwn(todayCatalogue, code) ? todayCatalogue[code] : undefined;
  return (typeof entry === 'object' ? entry.category : undefined) ?? 'unknown';
}

/**
 * Positions inside the phrases by which the service takes a failure for an abort. A blank goes inside a word, because a
 * second blank between two words is hard to see. The service compares in lower case; in Go that maps `\u0130` to `i`.
 */
const INSIDE_TRIGGERS =
  /(?<=s[i\u0130]g)(?=[i\u0130]nt|hup)|(?<=ctrl)(?=[+-]c)|(?<=abort|cancell)(?=ed by user)|(?<=user ab)(?=ort)|(?<=no change)(?=s have been made)/gi;

/**
 * Breaks these phrases in a failure's text, because output such as `Press Ctrl+C to stop` would make it aborted. Each
 * gets a blank: `Ctrl +C`, `abort ed by user`.
 */
function withoutTriggers(text: string): string {
  return text.replace(INSIDE_TRIGGERS, ' ');
}

function fit(text: string): string {
  return fitBytes(text, LONGEST_ERROR);
}
