import type { StoredRecord } from '../../sources/records/stored-record.js';
import { isFinalStatus } from '../../statuses.js';
import type { Report } from '../../stores/report.js';
import { redactField } from '../redact-field.js';
import type { ColumnValues } from './check-columns.js';
import { type ColumnName, COLUMNS } from './columns.js';
import { idOf } from './record-ids.js';

/** A record as PocketBase gives it: every column, in alphabetical order. */
export type CollectionRecord = Readonly<Record<string, string | number>>;

/** The names of what a record has besides its columns. */
const OWN_NAMES = ['collectionId', 'collectionName', 'created', 'id', 'updated'] as const;
/** All of its names, in alphabetical order, each with what it holds if it is not set. */
const UNSET = Object.fromEntries(
  [...OWN_NAMES.map((name) => [name, ''] as const), ...columnsUnset()].sort(([one], [other]) => (one < other ? -1 : 1)),
);

function columnsUnset(): (readonly [ColumnName, string | number])[] {
  const columns = Object.entries(COLUMNS) as [ColumnName, { readonly kind: string }][];
  return columns.map(([name, { kind }]) => [name, kind === 'number' ? 0 : '']);
}

/** Spells a stored record as PocketBase does. */
export function toCollectionRecord(stored: StoredRecord, collection: string): CollectionRecord {
  const record: Record<string, string | number> = { ...UNSET };
  for (const name of Object.keys(COLUMNS) as ColumnName[])
    record[name] = stored[name] ?? (UNSET[name] as string | number);
  record['status'] = toCollectionStatus(stored.status);
  record['collectionId'] = record['collectionName'] = collection;
  record['created'] = toCollectionDate(stored.created);
  record['id'] = idOf(stored.key);
  record['updated'] = toCollectionDate(stored.updated ?? stored.created);
  return record;
}

/** Keeps the fields that a request names. */
export function pickFields(record: CollectionRecord, fields: string | null): CollectionRecord {
  const names = fields?.split(',').map((name) => name.trim()) ?? ['*'];
  if (names.includes('*') || fields?.trim() === '') return record;
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));
}

/**
 * Makes the fields of a report from columns, except the status. Leaves out what is not set: a text that is empty, and 0,
 * except as the type of a container and as the exit code of an end.
 */
export function toReportFields(values: ColumnValues, status: Report['status']): Partial<Report> {
  const isSet = ([name, value]: [string, string | number]): boolean =>
    Boolean(value) || name === 'ct_type' || (name === 'exit_code' && isFinalStatus(status));
  const fields = Object.entries(values)
    .filter(isSet)
    .map(([name, value]) => [name, typeof value === 'string' ? redactField(name as ColumnName, value) : value]);
  return Object.fromEntries(fields) as Partial<Report>;
}

/** The status of a report, from the collection's word. */
export function fromCollectionStatus(word: string | number | undefined): Report['status'] {
  return word === 'sucess' ? 'success' : (word as Report['status']);
}

/** The collection has one word for an installation that goes on, and none for one that was aborted. */
function toCollectionStatus(status: StoredRecord['status']): string {
  if (status === 'success') return 'sucess';
  if (status === 'aborted') return 'unknown';
  return isFinalStatus(status) ? status : 'installing';
}

function toCollectionDate(moment: string): string {
  return moment.replace('T', ' ');
}
