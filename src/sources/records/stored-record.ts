import type { CompleteRecord } from '../../records/record.js';

/** A record's status as it is read. `sucess`, PocketBase's spelling, is read as `success`. */
export type RecordStatus = CompleteRecord['status'] | 'validation' | 'configuring';

/** What every stored record has. */
interface RecordIdentity {
  /**
   * Identifies the record in its source: the `execution_id` if it has one, else the `random_id`. Whatever `fields` asks
   * for, it is read.
   */
  key: string;
  random_id: string;
  nsapp: string;
  status: RecordStatus;
  /** When the record was stored: ISO 8601 in UTC with milliseconds, `2026-11-21T00:00:00.000Z`. */
  created: string;
}

/**
 * A record as it is read: plain JSON values, the same from every source.
 *
 * A field that is not set is left out. PocketBase stores an unset text as `''` and an unset number as 0, so `''` is
 * read as not set, and so is 0, except as the `exit_code` of a record with a final status and as `ct_type`.
 */
export interface StoredRecord
  extends RecordIdentity, Partial<Omit<CompleteRecord, keyof RecordIdentity | 'type' | 'ct_type'>> {
  /** The server's id of the record, where it has one. */
  record_id?: string;
  /** When the record was last changed, in the form of `created`; from PocketBase and from stores. */
  updated?: string;
  /** A `RecordType`, or a newer type that this version does not know. */
  type?: string;
  ct_type?: number;
}

/** A name of a {@link StoredRecord}'s fields. */
export type RecordField = keyof StoredRecord;
