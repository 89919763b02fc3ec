import type { StoredRecord } from '../sources/records/stored-record.js';

/** A record that was changed, or the key of one that was removed. */
export interface Change {
  readonly cursor: string;
  readonly key: string;
  readonly record?: StoredRecord;
}

/** Reads the changes of a store, one after the other. */
export interface Follower {
  /** The place from which it goes on. */
  readonly cursor: string;
  /**
   * Reads some of the changes that come next, in their order; none if there are no more now. `gap`: the next changes are
   * not known any more, and it goes on from now.
   *
   * @throws TelemetryError `unreachable`, also if the store is closed; the signal's reason once it has aborted. It has then
   * gone no further.
   */
  read(signal: AbortSignal): Promise<readonly Change[] | 'gap'>;
}

/** The changes of a store. */
export interface ChangeFeed {
  readonly isClosed: boolean;
  /** Grows whenever something may have changed. */
  readonly count: number;
  /** Waits until the count is another one, or the signal aborts. */
  after(count: number, signal: AbortSignal): Promise<void>;
  /** Makes a follower that goes on after a cursor. It begins with a gap without one, and after one that is not known. */
  follow(after?: string): Follower;
}
