import { type FieldKind, FIELDS } from '../records/fields.js';
import type { CompleteRecord } from '../records/record.js';
import { redactAfter } from '../redact/redact.js';

/** What precedes the texts of a field when they are redacted, by its kind; texts of other kinds are left as they are. */
const WORDS_BEFORE: Partial<Record<FieldKind, string>> = { text: '', version: 'version ' };

/** Redacts the text of a field: what a client sent is public once it is stored. */
export function redactField(name: keyof CompleteRecord, text: string): string {
  const words = WORDS_BEFORE[FIELDS[name][0]];
  return words === undefined || text === '' ? text : redactAfter(words, text, []);
}
