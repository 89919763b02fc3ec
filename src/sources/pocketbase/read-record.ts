import { COLLECTION_FIELDS } from '../../records/fields.js';
import { isFinalStatus } from '../../statuses.js';
import { RECORD_STATUSES } from '../records/record-fields.js';
import type { StoredRecord } from '../records/stored-record.js';
import { textLiteral } from './filter-literals.js';

/** A row of the collection, as a server sent it. */
export type Row = Readonly<Record<string, unknown>>;

type Column = keyof typeof COLLECTION_FIELDS;

const NUMBERS: readonly Column[] = ['ct_type', 'disk_size', 'core_count', 'ram_size', 'exit_code'];
const TEXTS = (Object.keys(COLLECTION_FIELDS) as Column[]).filter((field) => !NUMBERS.includes(field));

/**
 * Reads a row as a record: both spellings of success as one, a status that is not known as `unknown`, moments in ISO
 * 8601, unset fields left out except `nsapp`. A value of another type than its field's is left out too.
 *
 * @returns `undefined` if it is not a row of the collection: without a random_id, the time it was stored, and an
 *   id that a filter can hold.
 */
export function readRecord(row: unknown): StoredRecord | undefined {
  const { id, random_id, created, updated, status, exit_code, ct_type } = (row ?? {}) as Row;
  const createdAt = readMoment(created);
  if (!isId(id) || !isText(random_id) || createdAt === undefined) return undefined;
  const record: Record<string, unknown> = { key: random_id, record_id: id, nsapp: '' };
  for (const field of TEXTS) {
    const value = (row as Row)[field];
    if (isText(value)) record[field] = value;
  }
  for (const field of NUMBERS) {
    const value = (row as Row)[field];
    if (typeof value === 'number' && value !== 0) record[field] = value;
  }
  // A status that a newer server may have, or none.
  if (!RECORD_STATUSES.some((known) => known === status)) record['status'] = 'unknown';
  if (status === 'sucess') record['status'] = 'success';
  if (ct_type === 0) record['ct_type'] = 0;
  if (exit_code === 0 && (status === 'sucess' || isFinalStatus(status))) record['exit_code'] = 0;
  record['created'] = createdAt;
  const updatedAt = readMoment(updated);
  if (updatedAt !== undefined) record['updated'] = updatedAt;
  return record as unknown as StoredRecord;
}

/** Reads a stored moment as ISO 8601; `undefined` for anything else. */
export function readMoment(stored: unknown): string | undefined {
  return typeof stored === 'string' && /^\d{4}-[01]\d-[0-3]\d [0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z$/.test(stored)
    ? `${stored.slice(0, 10)}T${stored.slice(11)}`
    : undefined;
}

function isId(value: unknown): value is string {
  return isText(value) && (/^\w{1,64}$/.test(value) || textLiteral(value) !== undefined);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
