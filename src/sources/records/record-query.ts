import type { RecordField, RecordStatus, StoredRecord } from './stored-record.js';

/** From `from` to `to`, both included. At least one is given. */
export interface Range<T> {
  from?: T | undefined;
  to?: T | undefined;
}

/**
 * A moment: a Date, or ISO 8601 with a time and a zone, such as `2026-11-21T00:00:00Z`. A space may stand for the `T`;
 * what is finer than a millisecond is cut off.
 */
export type Moment = Date | string;

type TextField = {
  [F in RecordField]-?: NonNullable<StoredRecord[F]> extends string ? F : never;
}[RecordField];
type NumberField = {
  [F in RecordField]-?: NonNullable<StoredRecord[F]> extends number ? F : never;
}[RecordField];
type FlagField = { [F in RecordField]-?: NonNullable<StoredRecord[F]> extends boolean ? F : never }[RecordField];

type TextCondition = {
  [F in Exclude<TextField, 'status' | 'created' | 'updated' | 'key'>]?: string | readonly string[] | undefined;
};
type NumberCondition = { [F in NumberField]?: number | readonly number[] | Range<number> | undefined };
type FlagCondition = { [F in FlagField]?: boolean | undefined };

/** A field by which records are ordered; with `-`, in descending order. */
export type RecordSort = RecordField | `-${RecordField}`;

/**
 * Which records to read. All conditions must hold. A condition on a field that a record does not have does not hold.
 *
 * - A value: the field equals it. Texts are compared exactly, case included.
 * - A list: the field equals one of them. An empty list matches no record.
 * - `{ from, to }`: the field lies between them, both included.
 *
 * @example
 * ```ts
 * import type { RecordQuery } from '@community-scripts/telemetry/sources/pocketbase';
 *
 * const query: RecordQuery = { status: 'failed', nsapp: ['plex', 'jellyfin'], exit_code: { from: 100, to: 102 } };
 * ```
 */
export interface RecordQuery extends TextCondition, NumberCondition, FlagCondition {
  /** `success` matches both spellings that servers store. */
  status?: RecordStatus | readonly RecordStatus[] | undefined;
  /** When the record was stored. */
  created?: Range<Moment> | undefined;
  /** When the record was last changed. */
  updated?: Range<Moment> | undefined;
  /**
   * A text that `nsapp` or `error` contains. Every character is literal, `%` and `_` too; the case of ASCII letters does
   * not matter.
   */
  search?: string | undefined;
  /** @defaultValue `'created'`, the oldest first. Records with equal values are ordered by their id. */
  sort?: RecordSort | undefined;
  /** `none`: the order does not matter, so that several parts may be read at once. Not together with `sort`. */
  order?: 'none' | undefined;
  /** The fields to read. The others are left out of the answer and of the type. @defaultValue all */
  fields?: readonly RecordField[] | undefined;
  /** The number of records after which reading ends, from 1. @defaultValue no limit */
  limit?: number | undefined;
}

/**
 * A record with the fields that the query asks for. Of a list of fields that is known only when it runs, each may be
 * missing. Of a variable of the type `RecordQuery`, the compiler knows no `fields`: it takes the record for a whole one.
 */
export type Selected<Q extends RecordQuery | undefined> = Q extends {
  fields: infer Fields extends readonly RecordField[];
}
  ? number extends Fields['length']
    ? Pick<StoredRecord, 'key'> & Partial<Pick<StoredRecord, Fields[number]>>
    : Pick<StoredRecord, Fields[number] | 'key'>
  : StoredRecord;
