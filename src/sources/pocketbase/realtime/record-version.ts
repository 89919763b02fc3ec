import { isFinalStatus } from '../../../statuses.js';
import type { StoredRecord } from '../../records/stored-record.js';

/** One state of a record, as far as states can be put in order. */
export interface RecordVersion {
  /** When the record was changed to it; of a deleted record, when it was changed last. */
  readonly updated: string;
  readonly isFinal: boolean;
  readonly isDeleted: boolean;
}

/** Which of two versions stands: the `first`, the `second`; `unclear` if the record has to be read. */
export type Standing = 'first' | 'second' | 'unclear';

/** The version that a record is in. */
export function versionOf({ updated = '', status }: StoredRecord, isDeleted = false): RecordVersion {
  return { updated, isFinal: isFinalStatus(status), isDeleted };
}

/**
 * Orders two versions of one record. Servers tell changes out of order, although they were made one after the other:
 * so by `updated`, and of two in one millisecond a final status stands.
 *
 * A deletion tells when the record was changed before; whether a later change came before the deletion, or after it to a
 * new record with the same id, only the server knows.
 */
export function standingOf(first: RecordVersion, second: RecordVersion): Standing {
  const later = first.updated === second.updated ? undefined : first.updated > second.updated ? 'first' : 'second';
  if (first.isDeleted || second.isDeleted) {
    const deleted = first.isDeleted ? 'first' : 'second';
    return later === undefined || later === deleted ? deleted : 'unclear';
  }
  if (later !== undefined) return later;
  if (first.isFinal === second.isFinal) return 'unclear';
  return first.isFinal ? 'first' : 'second';
}
