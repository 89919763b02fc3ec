import { changedFields } from '../observe/changed-fields.js';
import type { SourceEvent } from '../observe/source-event.js';
import type { CheckedQuery } from '../sources/records/check-query.js';
import { matchesQuery } from '../sources/records/matches-query.js';
import type { RecordQuery, Selected } from '../sources/records/record-query.js';
import { selectFields } from '../sources/records/select-fields.js';
import type { StoredRecord } from '../sources/records/stored-record.js';

/** A record with the fields that a query asks for. */
export type Item = Selected<RecordQuery>;

/** The records of a query as they were last told, by key. */
export class FollowedRecords {
  readonly #query: CheckedQuery;
  readonly #items: Map<string, Item> = new Map();

  constructor(query: CheckedQuery) {
    this.#query = query;
  }

  /** Forgets all records. */
  clear(): void {
    this.#items.clear();
  }

  /** Adds a record of a snapshot. @returns what to tell of it. */
  add(record: StoredRecord): Item {
    const item = selectFields(record, this.#query.fields) as Item;
    this.#items.set(record.key, item);
    return item;
  }

  /** Takes a record as it is now. @returns what there is to tell. */
  take(record: StoredRecord): SourceEvent<Item>[] {
    const { key } = record;
    if (!matchesQuery(record, this.#query)) return this.remove(key);
    const before = this.#items.get(key);
    const item = this.add(record);
    const why = changedFields(before ?? {}, item);
    if (why.length === 0) return [];
    return [{ event: 'changed', key, item, ...(before && { before }), via: 'live', why }];
  }

  /** Takes it that a record is not there. @returns what there is to tell. */
  remove(key: string): SourceEvent<Item>[] {
    const before = this.#items.get(key);
    if (before === undefined) return [];
    this.#items.delete(key);
    return [{ event: 'removed', key, before }];
  }
}
