import { categoryByText } from './categories.js';
import { explainAsService } from './exit-codes.js';
import type { SpelledEvent } from './spell-event.js';

/** What an event says of an end. */
type End = Pick<SpelledEvent, 'status' | 'exit_code' | 'error' | 'error_category'>;

/** The service counts no failure of these types. */
const NEVER_FAILED: readonly string[] = ['addon', 'pve'];

/** Phrases in an error text that mean that the user ended it, in lower case. */
const ABORTED: readonly string[] = [
  'sigint',
  'ctrl+c',
  'ctrl-c',
  'sighup',
  'aborted by user',
  'user abort',
  'cancelled by user',
  'no changes have been made',
];

/**
 * Decides what a failure is, in the service's order: a success if its exit code is 0 or its type never fails; aborted if
 * the user ended it; else a failure with a category and a text. One without an exit code stays a failure; the service
 * takes it for a success.
 */
export function reclassify({ type, status, exit_code, error, error_category }: End & Pick<SpelledEvent, 'type'>): End {
  if (status !== 'failed') return { status, exit_code, error, error_category };
  if (exit_code === 0 || NEVER_FAILED.includes(type)) {
    return { status: 'success', exit_code: 0, error: '', error_category: '' };
  }
  if (exit_code === 129 || exit_code === 130 || saysAborted(error)) {
    const isOpen = error_category === '' || error_category === 'unknown';
    return { status: 'aborted', exit_code, error, error_category: isOpen ? 'user_aborted' : error_category };
  }
  const known = exit_code === undefined ? undefined : explainAsService(exit_code);
  const byCode = known?.category === 'unknown' ? undefined : known?.category;
  return {
    status,
    exit_code,
    error: error === '' && known ? `Exit code ${exit_code}: ${known.text}` : error,
    error_category: byCode ?? categoryByText(error) ?? (error_category || 'unknown'),
  };
}

function saysAborted(error: string): boolean {
  // Go makes an i of this letter, in lower case.
  const text = error.replaceAll('\u0130', 'i').toLowerCase();
  return ABORTED.some((phrase) => text.includes(phrase));
}
