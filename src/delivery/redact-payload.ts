import { FIELDS } from '../records/fields.js';
import type { NewRecord, UpdatePayload } from '../records/record.js';
import { redactAfter } from '../redact/redact.js';
import type { RedactionRule } from '../redact/rule.js';

/** A payload as it may be published: every text in it is redacted, but those that are one of a list and the ids. */
export function redactPayload<Payload extends NewRecord | UpdatePayload>(
  payload: Payload,
  rules: readonly RedactionRule[],
): Payload {
  const redacted = (Object.entries(payload) as [keyof NewRecord, unknown][]).map(([name, value]) => {
    const [kind] = FIELDS[name];
    if (kind === 'text') return [name, redactAfter('', value, rules)];
    if (kind === 'version') return [name, redactAfter('version ', value, rules)];
    return [name, value];
  });
  return Object.fromEntries(redacted) as Payload;
}
