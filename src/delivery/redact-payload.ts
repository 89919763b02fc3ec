import { contractTexts } from '../exit-codes/contract-texts.js';
import { UNKNOWN_VERSION } from '../records/check.js';
import { FIELDS } from '../records/fields.js';
import type { CompleteRecord, UpdatePayload } from '../records/record.js';
import { redactAfter } from '../redact/redact.js';
import type { RedactionRule } from '../redact/rule.js';

/**
 * Texts of this package: most of what an end says, and what a record says without a version. No built-in rule changes
 * them, so that a process which reports no other text does not set the rules up.
 */
const OWN_TEXTS: ReadonlySet<unknown> = new Set([...Object.values(contractTexts), UNKNOWN_VERSION]);

/** Redacts every text of a payload, except ids and words from a list. */
export function redactPayload<Payload extends CompleteRecord | UpdatePayload>(
  payload: Payload,
  rules: readonly RedactionRule[],
): Payload {
  const redacted = { ...payload } as Record<string, unknown>;
  for (const name in payload) {
    const [kind] = FIELDS[name as keyof CompleteRecord];
    if (rules.length === 0 && OWN_TEXTS.has(payload[name])) continue;
    if (kind === 'text') redacted[name] = redactAfter('', payload[name], rules);
    if (kind === 'version') redacted[name] = redactAfter('version ', payload[name], rules);
  }
  return redacted as Payload;
}
