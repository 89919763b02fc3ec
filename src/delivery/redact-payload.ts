import { FIELDS } from '../records/fields.js';
import type { CompleteRecord, UpdatePayload } from '../records/record.js';
import { redactAfter } from '../redact/redact.js';
import type { RedactionRule } from '../redact/rule.js';

/** A payload as it may be published: every text in it is redacted, but those that are one of a list and the ids. */
export function redactPayload<Payload extends CompleteRecord | UpdatePayload>(
  payload: Payload,
  rules: readonly RedactionRule[],
): Payload {
  const redacted = { ...payload } as Record<string, unknown>;
  for (const name in payload) {
    const [kind] = FIELDS[name as keyof CompleteRecord];
    if (kind === 'text') redacted[name] = redactAfter('', payload[name], rules);
    if (kind === 'version') redacted[name] = redactAfter('version ', payload[name], rules);
  }
  return redacted as Payload;
}
