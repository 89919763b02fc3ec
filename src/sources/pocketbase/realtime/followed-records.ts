import { changedFields } from '../../../observe/changed-fields.js';
import type { SourceEvent } from '../../../observe/source-event.js';
import type { CheckedQuery } from '../../records/check-query.js';
import { matchesQuery } from '../../records/matches-query.js';
import type { RecordQuery, Selected } from '../../records/record-query.js';
import { selectFields } from '../../records/select-fields.js';
import type { StoredRecord } from '../../records/stored-record.js';
import { type RecordVersion, standingOf, versionOf } from './record-version.js';

/** A record with the fields that a query asks for. */
export type Item = Selected<RecordQuery>;

/** How long a version outside the query is remembered, so that an older one that is told late is known as old. */
const REMEMBERED_MS = 10_000;

interface Followed extends RecordVersion {
  readonly item: Item;
}

interface Outside extends RecordVersion {
  readonly sinceMs: number;
}

/** What to do with a version: `tell` it, or `read` the record first; nothing if it is not news. */
export type Verdict = 'tell' | 'read' | undefined;

/**
 * The records of a query as they were last told, by id, and for some seconds the versions of records outside of it.
 * Memory grows with the number of records in the query, by the fields it asks for.
 */
export class FollowedRecords {
  readonly #query: CheckedQuery;
  readonly #followed = new Map<string, Followed>();
  readonly #outside = new Map<string, Outside>();

  constructor(query: CheckedQuery) {
    this.#query = query;
  }

  /** Forgets the records of the query. */
  clear(): void {
    this.#followed.clear();
  }

  /** Adds a record of the query that was read. @returns what to tell of it. */
  add(record: StoredRecord): Item {
    const item = selectFields(record, this.#query.fields) as Item;
    this.#followed.set(record.record_id as string, { ...versionOf(record), item });
    return item;
  }

  /** The number of records in the query that were last changed up to a moment. */
  countUntil(moment: string): number {
    let count = 0;
    for (const { updated } of this.#followed.values()) if (updated <= moment) count += 1;
    return count;
  }

  /** The ids of the records in the query that were last changed after a moment. */
  idsAfter(moment: string): string[] {
    return [...this.#followed].filter(([, { updated }]) => updated > moment).map(([id]) => id);
  }

  /**
   * Judges a version that was told or read.
   *
   * @param isSure - Whether no later version can have been missed.
   */
  judge(record: StoredRecord, isDeleted: boolean, isSure: boolean): Verdict {
    const id = record.record_id as string;
    const followed = this.#followed.get(id);
    const known: RecordVersion | undefined = followed ?? this.#outside.get(id);
    const isInside = !isDeleted && matchesQuery(record, this.#query);
    const standing = known === undefined ? 'second' : standingOf(known, versionOf(record, isDeleted));
    if (standing === 'first') return undefined;
    if (standing === 'second') return isSure || !isInside ? 'tell' : 'read';
    if (followed === undefined) return isInside ? 'read' : undefined;
    const isSame = isInside && changedFields(followed.item, selectFields(record, this.#query.fields)).length === 0;
    return isSame ? undefined : 'read';
  }

  /** Takes it that a record is not there. @returns what there is to tell. */
  remove(id: string): SourceEvent<Item>[] {
    const followed = this.#followed.get(id);
    if (followed === undefined) return [];
    const { item: before, updated, isFinal } = followed;
    this.#followed.delete(id);
    this.#remember(id, { updated, isFinal, isDeleted: true });
    return [{ event: 'removed', key: before.key, before }];
  }

  /** Takes a version as the one that stands. @returns what there is to tell. */
  take(record: StoredRecord, isDeleted: boolean, via: 'live' | 'catch-up'): SourceEvent<Item>[] {
    const id = record.record_id as string;
    const before = this.#followed.get(id)?.item;
    if (isDeleted || !matchesQuery(record, this.#query)) {
      this.#followed.delete(id);
      this.#remember(id, versionOf(record, isDeleted));
      return before === undefined ? [] : [{ event: 'removed', key: before.key, before }];
    }
    this.#outside.delete(id);
    const item = this.add(record);
    const why = changedFields(before ?? {}, item);
    if (why.length === 0) return [];
    const { key } = item;
    if (before === undefined) return [{ event: 'changed', key, item, via, why }];
    const changed = { event: 'changed', key, item, before, via, why } as const;
    return before.key === key ? [changed] : [{ event: 'removed', key: before.key, before }, changed];
  }

  #remember(id: string, version: RecordVersion): void {
    const now = performance.now();
    this.#outside.delete(id);
    this.#outside.set(id, { ...version, sinceMs: now });
    // The oldest come first.
    for (const [old, { sinceMs }] of this.#outside) {
      if (now - sinceMs < REMEMBERED_MS) return;
      this.#outside.delete(old);
    }
  }
}
