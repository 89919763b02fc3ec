import { isFinalStatus, type Status } from '../../statuses.js';
import { COLLECTION_FIELDS } from '../../records/fields.js';
import type { CompleteRecord, RecordPatch, ServiceFields } from '../../records/record.js';
import { toStoredError } from './stored-error.js';

/** A status as the collection spells it. */
export type StoredStatus = 'installing' | 'sucess' | 'failed' | 'unknown';

/** A record as it is sent to the collection. */
export type StoredRecord = Omit<CompleteRecord, 'status' | keyof ServiceFields> & { status: StoredStatus };

/** A patch as it is sent to the collection. */
export type StoredPatch = Omit<RecordPatch, 'status'> & { status: StoredStatus };

// "sucess" is the collection's own spelling; it knows no "aborted" (the contract, "Collection schema").
const STORED_STATUS: Readonly<Record<Status, StoredStatus>> = {
  installing: 'installing',
  success: 'sucess',
  failed: 'failed',
  aborted: 'unknown',
  unknown: 'unknown',
};

/** The status as the collection spells it. */
export function toStoredStatus(status: Status): StoredStatus {
  return STORED_STATUS[status];
}

/**
 * A record as the collection takes it: its own columns, and nothing of what other servers know.
 * A privileged container (`ct_type` 0) becomes 1: PocketBase's required number refuses 0
 * (the contract, "Collection schema").
 */
export function toStoredRecord(record: CompleteRecord): StoredRecord {
  const columns = Object.entries(record).filter(([field]) => Object.hasOwn(COLLECTION_FIELDS, field));
  return {
    ...(Object.fromEntries(columns) as unknown as StoredRecord),
    ct_type: record.ct_type === 0 ? 1 : record.ct_type,
    status: toStoredStatus(record.status),
    ...(record.error === undefined ? {} : { error: toStoredError(record.error) }),
  };
}

/** A patch as the collection takes it, in the contract's key order. */
export function toStoredPatch({ status, error, exit_code }: RecordPatch): StoredPatch {
  return { status: toStoredStatus(status), error: toStoredError(error), exit_code };
}

/** Whether a status read from the collection ends an installation, in either spelling. */
export function isFinalStoredStatus(status: unknown): boolean {
  return status === 'sucess' || isFinalStatus(status);
}
