import { RecentMap } from '../recent-map.js';
import { type FieldKind, FIELDS } from '../records/fields.js';
import type { CompleteRecord } from '../records/record.js';
import { redactAfter } from '../redact/redact.js';

/** What precedes the texts of a field when they are redacted, by its kind; texts of other kinds are left as they are. */
const WORDS_BEFORE: Partial<Record<FieldKind, string>> = { text: '', version: 'version ' };

/** Longer texts, such as errors, seldom come twice. In UTF-16 units. */
const LONGEST_KNOWN = 128;
/** Texts that redaction leaves as they are, such as the model of a processor. Secrets are not remembered. */
const knownAsClean = new RecentMap<true>(2_000);

/** Redacts the text of a field: what a client sent is public once it is stored. */
export function redactField(name: keyof CompleteRecord, text: string): string {
  const words = WORDS_BEFORE[FIELDS[name][0]];
  if (words === undefined || text === '') return text;
  const known = words + text;
  if (knownAsClean.has(known)) return text;
  const redacted = redactAfter(words, text, []);
  if (redacted === text && text.length <= LONGEST_KNOWN) knownAsClean.set(known, true);
  return redacted;
}
