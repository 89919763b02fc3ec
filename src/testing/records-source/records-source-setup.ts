import type { RecordQuery } from '../../sources/records/record-query.js';
import type { RecordsSource } from '../../sources/records/records-source.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';

/** A source of records, and what a test needs to change what it reads. */
export interface RecordsSourceSetup {
  readonly source: RecordsSource;
  /**
   * Stores records.
   *
   * @returns the records as the source is to read them: with the server's ids, and without the records, fields and values
   *   that this server cannot hold.
   */
  readonly seed: (records: readonly StoredRecord[]) => readonly StoredRecord[] | Promise<readonly StoredRecord[]>;
  /** Changes a stored record. Needed if the source has `subscribe`. */
  readonly change?: (key: string, changes: Partial<StoredRecord>) => void | Promise<void>;
  /** Deletes a stored record. Needed if the source has `subscribe`. */
  readonly remove?: (key: string) => void | Promise<void>;
  /**
   * Whether the source refuses a query that its server cannot answer. It must then reject with `invalid-query` and name
   * the field. @defaultValue it answers every query
   */
  readonly refuses?: (query: RecordQuery) => boolean;
  /** The number of requests that the source has open; it must become 0. */
  readonly openRequests?: () => number;
  /** A source of the same kind whose server does not answer. */
  readonly unreachable?: RecordsSource;
}

/** A case of the contract, over the records that the source is to read. */
export type SourceCheck = (setup: RecordsSourceSetup, stored: readonly StoredRecord[]) => void | Promise<void>;
