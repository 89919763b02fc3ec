import type { RecordField } from '../records/stored-record.js';
import { COLLECTION_FIELDS } from '../../records/fields.js';
import { invalidQuery } from '../records/check-query.js';

const OWN_NAMES: Readonly<Partial<Record<RecordField, string>>> = { key: 'random_id', record_id: 'id' };

/** The collection's column of a field; `undefined` if the collection does not have it. */
export function columnOf(field: RecordField): string | undefined {
  if (field === 'created' || field === 'updated' || Object.hasOwn(COLLECTION_FIELDS, field)) return field;
  return OWN_NAMES[field];
}

/**
 * The column of a field that a condition or an order needs.
 *
 * @param key - The key of the query that names it.
 * @throws TelemetryError `invalid-query` if the collection does not have it.
 */
export function requiredColumnOf(field: RecordField, key: string = field): string {
  const column = columnOf(field);
  if (column === undefined) throw invalidQuery({ [key]: `PocketBase's collection has no field ${field}` });
  return column;
}
