import { contractTexts } from '../exit-codes/contract-texts.js';
import { UNKNOWN_VERSION } from '../records/check.js';
import { type FieldKind, FIELDS } from '../records/fields.js';
import type { CompleteRecord, UpdatePayload } from '../records/record.js';
import { redactAfter } from '../redact/redact.js';
import type { RedactionRule } from '../redact/rule.js';

/**
 * Texts of this package: most of what an end says, and what a record says without a version. No built-in rule changes
 * them, so that a process which reports no other text does not set the rules up.
 */
const OWN_TEXTS: ReadonlySet<unknown> = new Set([...Object.values(contractTexts), UNKNOWN_VERSION]);

/** What precedes the texts of a field when they are redacted, by its kind; texts of other kinds are left as they are. */
const WORDS_BEFORE: Partial<Record<FieldKind, string>> = { text: '', version: 'version ' };

/** Redacts every text of a payload, except ids and words from a list. */
export function redactPayload<Payload extends CompleteRecord | UpdatePayload>(
  payload: Payload,
  rules: readonly RedactionRule[],
): Payload {
  let redacted = payload;
  for (const name in payload) {
    const words = WORDS_BEFORE[FIELDS[name as keyof CompleteRecord][0]];
    const text = payload[name];
    if (words === undefined || (rules.length === 0 && OWN_TEXTS.has(text))) continue;
    const safe = redactAfter(words, text, rules);
    if (safe !== text) redacted = { ...redacted, [name]: safe };
  }
  return redacted;
}
