import type { RecordField, StoredRecord } from './stored-record.js';

/** Copies a record with the `key` and these fields only, in this order; with all, if no fields are named. */
export function selectFields(
  record: StoredRecord,
  fields: readonly RecordField[] | undefined,
): Partial<StoredRecord> & Pick<StoredRecord, 'key'> {
  if (fields === undefined) return { ...record };
  const there = fields.filter((field) => record[field] !== undefined);
  return { key: record.key, ...Object.fromEntries(there.map((field) => [field, record[field]])) };
}
