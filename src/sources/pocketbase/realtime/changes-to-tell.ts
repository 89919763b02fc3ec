import type { StoredRecord } from '../../records/stored-record.js';
import { standingOf, versionOf } from './record-version.js';

/** What a server told of a record. */
export interface ToldChange {
  readonly record: StoredRecord;
  readonly isDeleted: boolean;
  /** Whether the record has to be read, because what was told of it cannot be put in order. */
  readonly isUnclear: boolean;
}

/**
 * Changes that wait to be told, in the order in which their records were first heard of. Of several changes of one
 * record the last one is kept, so that a slow reader costs memory by record and not by change.
 */
export class ChangesToTell {
  readonly #changes = new Map<string, ToldChange>();

  get isEmpty(): boolean {
    return this.#changes.size === 0;
  }

  add(change: ToldChange): void {
    const id = change.record.record_id as string;
    const waiting = this.#changes.get(id);
    this.#changes.set(id, waiting === undefined ? change : join(waiting, change));
  }

  /** Takes the next one; `undefined` if none waits. */
  take(): ToldChange | undefined {
    for (const [id, change] of this.#changes) {
      this.#changes.delete(id);
      return change;
    }
    return undefined;
  }
}

function join(first: ToldChange, second: ToldChange): ToldChange {
  const standing = standingOf(versionOf(first.record, first.isDeleted), versionOf(second.record, second.isDeleted));
  const isUnclear = standing === 'unclear' && JSON.stringify(first.record) !== JSON.stringify(second.record);
  return { ...(standing === 'first' ? first : second), isUnclear: first.isUnclear || second.isUnclear || isUnclear };
}
