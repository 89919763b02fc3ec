import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import type { StoredRecord } from '../../../src/sources/records/stored-record.js';
import type { StoredRow } from './hostile-rows.js';

const RUNNING = ['installing', 'validation', 'configuring'];
/** `sucess` is how the collection spells it. */
const FINAL = ['sucess', 'success', 'failed', 'aborted', 'unknown'];

/** A row as the rules of stored records read it. */
export function expectedRecord({ id, created, updated, status, ...row }: StoredRow): StoredRecord {
  const record = {
    key: row.random_id,
    record_id: id,
    ...row,
    status: readStatus(status),
    created: created.replace(' ', 'T'),
    updated: updated.replace(' ', 'T'),
  };
  const isSet = ([field, value]: [string, unknown]): boolean =>
    (value !== '' || field === 'nsapp') &&
    (value !== 0 || field === 'ct_type' || (field === 'exit_code' && hasEnded({ status })));
  return Object.fromEntries(Object.entries(record).filter(isSet)) as unknown as StoredRecord;
}

/** One that is not known here, or not set, is `unknown`. */
function readStatus(stored: string): string {
  if (stored === 'sucess') return 'success';
  return [...RUNNING, ...FINAL].includes(stored) ? stored : 'unknown';
}

function hasEnded({ status }: Pick<StoredRow, 'status'>): boolean {
  return FINAL.includes(status);
}

/** What a query finds in these rows, in order and without its limit. Reads the rows as they are stored, with nothing of the sources. */
export function expectedOf({ sort, search, ...asked }: RecordQuery, rows: readonly StoredRow[]): StoredRow[] {
  const conditions = Object.entries(asked).filter(([field]) => !['order', 'limit'].includes(field));
  const found = rows.filter(
    (row) =>
      conditions.every(([field, condition]) => isMet(valueOf(row, field), condition)) &&
      (search === undefined || [row.nsapp, row.error].some((text) => folded(text).includes(folded(search)))),
  );
  const field = (sort ?? 'created').replace('-', '');
  found.sort((a, b) => inOrder(valueOf(a, field), valueOf(b, field)) || inOrder(a.id, b.id));
  return sort?.startsWith('-') ? found.reverse() : found;
}

/** The value of a row that a query means; `undefined` where it is not set. */
function valueOf(row: StoredRow, field: string): string | number | undefined {
  if (field === 'key') return row.random_id;
  if (field === 'record_id') return row.id;
  if (field === 'status') return readStatus(row.status);
  const value = row[field as keyof StoredRow];
  if (value !== 0) return value === '' ? undefined : value;
  return field === 'ct_type' || (field === 'exit_code' && hasEnded(row)) ? 0 : undefined;
}

function isMet(value: string | number | undefined, condition: unknown): boolean {
  if (value === undefined) return false;
  if (Array.isArray(condition)) return condition.includes(value);
  if (typeof condition !== 'object') return condition === value;
  const { from, to } = condition as { from?: Date | string | number; to?: Date | string | number };
  return (from === undefined || bound(from) <= value) && (to === undefined || value <= bound(to));
}

/** A number, or a moment as it is stored. */
function bound(given: Date | string | number): string | number {
  return typeof given === 'number' ? given : new Date(given).toISOString().replace('T', ' ');
}

/** What is not set comes first, and texts are in the order of their bytes in UTF-8. */
function inOrder(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b);
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** With the letters a to z for A to Z, and no others changed. */
function folded(text: string): string {
  return [...text].map((letter) => (letter >= 'A' && letter <= 'Z' ? letter.toLowerCase() : letter)).join('');
}
