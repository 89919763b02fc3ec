import { isFinalStatus, type Status } from '../../statuses.js';
import { COLLECTION_FIELDS } from '../../records/fields.js';
import type { CompleteRecord, RecordPatch, ServiceFields } from '../../records/record.js';
import { toStoredError } from './stored-error.js';

/** A status in the collection's spelling. */
export type CollectionStatus = 'installing' | 'sucess' | 'failed' | 'unknown';

/** A record in the collection's spelling. */
export type CollectionRecord = Omit<CompleteRecord, 'status' | keyof ServiceFields> & { status: CollectionStatus };

/** An end in the collection's spelling. */
export type StoredPatch = Omit<RecordPatch, 'status'> & { status: CollectionStatus };

// "sucess" is the collection's own spelling. It has no "aborted".
const STORED_STATUS: Readonly<Record<Status, CollectionStatus>> = {
  installing: 'installing',
  success: 'sucess',
  failed: 'failed',
  aborted: 'unknown',
  unknown: 'unknown',
};

/** Converts a status to the collection's spelling. */
function toStoredStatus(status: Status): CollectionStatus {
  return STORED_STATUS[status];
}

/**
 * Converts a record for the collection: keeps its columns and drops the fields of other servers. A privileged container
 * (`ct_type` 0) becomes 1, because PocketBase's required number field refuses 0.
 */
export function toStoredRecord(record: CompleteRecord): CollectionRecord {
  const columns: Partial<Record<keyof CompleteRecord, unknown>> = {};
  for (const field of Object.keys(record) as (keyof CompleteRecord)[]) {
    if (Object.hasOwn(COLLECTION_FIELDS, field)) columns[field] = record[field];
  }
  if (record.ct_type === 0) columns.ct_type = 1;
  columns.status = toStoredStatus(record.status);
  if (record.error !== undefined) columns.error = toStoredError(record.error);
  return columns as unknown as CollectionRecord;
}

/** Converts an end for the collection, in the key order of the shell client. */
export function toStoredPatch({ status, error, exit_code }: RecordPatch): StoredPatch {
  return { status: toStoredStatus(status), error: toStoredError(error), exit_code };
}

/** Whether a stored status is final, in either spelling of success. */
export function isFinalStoredStatus(status: unknown): boolean {
  return status === 'sucess' || isFinalStatus(status);
}
