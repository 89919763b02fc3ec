import { RECORD_FIELDS } from '../sources/records/record-fields.js';
import type { RecordField, StoredRecord } from '../sources/records/stored-record.js';

/** A row by the names of its columns. A moment is in milliseconds since 1970; NULL and an empty text are not set. */
export type Row = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The columns that hold a field of a record, by the field. A store has no ids of its own. */
export const COLUMNS: readonly RecordField[] = (Object.keys(RECORD_FIELDS) as RecordField[]).filter(
  (field) => field !== 'record_id',
);

/** The columns of these fields, with `key`; of every field if none are named. */
export function columnsOf(fields: readonly RecordField[] | undefined): readonly RecordField[] {
  if (fields === undefined) return COLUMNS;
  return COLUMNS.filter((column) => column === 'key' || fields.includes(column));
}

/** Reads a record from a row with these columns. */
export function readRecord(row: Row, columns: readonly RecordField[]): StoredRecord {
  const record: Partial<Record<RecordField, string | number | boolean>> = {};
  for (const column of columns) {
    const value = row[column];
    if (value === null || value === undefined || value === '') continue;
    const type = RECORD_FIELDS[column];
    record[column] = type === 'moment' ? momentOf(value as number) : type === 'flag' ? Boolean(value) : value;
  }
  return record as unknown as StoredRecord;
}

/** Writes a moment as records have it. */
export function momentOf(ms: number): string {
  return new Date(ms).toISOString();
}
