import type { CallOptions } from '../deadline.js';
import { TelemetryError } from '../errors.js';
import { changedFields } from '../observe/changed-fields.js';
import type { Health } from '../observe/health.js';
import type { Snapshot } from '../observe/snapshot.js';
import type { SubscribeOptions } from '../observe/source.js';
import type { SourceEvent } from '../observe/source-event.js';
import { subscription } from '../observe/subscription.js';
import { checkKey } from '../sources/records/check-key.js';
import { checkFollowedQuery, checkQuery, type CheckedQuery } from '../sources/records/check-query.js';
import { matchesQuery } from '../sources/records/matches-query.js';
import type { RecordQuery, Selected } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import { selectFields } from '../sources/records/select-fields.js';
import { compareRecords } from '../sources/records/sort-records.js';
import type { RecordField, StoredRecord } from '../sources/records/stored-record.js';
import { fieldsOf, summarizeRecords } from '../sources/records/summarize-records.js';
import { checkStoredRecord } from './check-stored-record.js';

/** A source of records in memory. */
export interface MemoryRecordsSource extends RecordsSource {
  /** Tells the records that match, then every change, until its signal aborts or the loop is left. */
  readonly subscribe: NonNullable<RecordsSource['subscribe']>;
  /**
   * Stores a record.
   *
   * @throws TelemetryError `invalid-record` for what no source gives, such as an unknown field or a `created` in another
   *   form, and if there is a record with this key.
   */
  readonly add: (record: StoredRecord) => void;
  /**
   * Changes fields of a record; `undefined` removes one.
   *
   * @throws TelemetryError `invalid-record` as `add`, and if there is no record with this key.
   */
  readonly change: (
    key: string,
    changes: { readonly [Field in RecordField]?: StoredRecord[Field] | undefined },
  ) => void;
  /** Deletes a record, if there is one with this key. */
  readonly remove: (key: string) => void;
  /** Makes the source fail as one that cannot be reached: reads reject as `unreachable`. */
  readonly down: () => void;
  /** Lets it answer again. Subscriptions then catch up. */
  readonly up: () => void;
}

/** A record with the fields that a query asks for. */
type Item = Selected<RecordQuery>;

/**
 * Makes a source of records for the tests of a dashboard. It passes {@link recordsSourceContract}.
 *
 * Subscriptions tell a change after the code that made it; several changes of one record at once are one change.
 *
 * @param initial - Its first records.
 *
 * @example
 * ```ts
 * import { memoryRecords } from '@community-scripts/telemetry/testing';
 *
 * const source = memoryRecords();
 * source.add({
 *   key: 'd2f7a1c0',
 *   random_id: 'd2f7a1c0',
 *   nsapp: 'plex',
 *   status: 'failed',
 *   exit_code: 127,
 *   created: '2026-11-21T10:00:00.000Z',
 * });
 * await source.count({ status: 'failed' }); // 1
 * ```
 */
export function memoryRecords(initial: readonly StoredRecord[] = []): MemoryRecordsSource {
  const stored = new Map<string, StoredRecord>();
  const followers = new Set<() => void>();
  let isDown = false;

  const tellFollowers = (): void => {
    for (const tell of followers) tell();
  };
  const add = (record: StoredRecord): void => {
    const checked = checkStoredRecord(record);
    if (stored.has(checked.key)) throw keyError(`a record with the key ${checked.key} exists`);
    stored.set(checked.key, checked);
    tellFollowers();
  };
  const setDown = (down: boolean): void => {
    isDown = down;
    tellFollowers();
  };
  const health = (): Health => ({
    state: isDown ? 'down' : 'up',
    checkedAt: new Date(),
    latencyMs: 0,
    ...(isDown && { error: unreachable() }),
  });
  const ask = (call?: CallOptions): void => {
    throwIfAbortedByCaller(call?.signal);
    if (isDown) throw unreachable();
  };
  const matching = (query: CheckedQuery): StoredRecord[] =>
    [...stored.values()].filter((record) => matchesQuery(record, query)).sort(compareRecords(query));
  const snapshotOf = (query: CheckedQuery): Snapshot<Item> => {
    const records = matching(query);
    const items = new Map(records.slice(0, query.limit).map((record) => [record.key, itemOf(record, query)]));
    return { items, at: new Date(), complete: items.size === records.length, health: { memory: health() } };
  };

  async function* read(query: CheckedQuery, call?: CallOptions): AsyncGenerator<Item> {
    ask(call);
    for (const record of matching(query).slice(0, query.limit)) {
      yield await Promise.resolve(itemOf(record, query));
      ask(call);
    }
  }

  async function* follow(query: CheckedQuery, signal: AbortSignal): AsyncGenerator<SourceEvent<Item>, void> {
    let told: Snapshot<Item> | undefined;
    let wasDown = false;
    while (!signal.aborted) {
      const { change, leave } = nextChange(followers, signal);
      const events: SourceEvent<Item>[] = isDown === wasDown ? [] : [{ event: 'health', health: health() }];
      if (!isDown) {
        const now = snapshotOf(query);
        const changes = changesBetween(told, now, wasDown ? 'catch-up' : 'live');
        if (changes.length > 0 || wasDown) events.push(...changes, { event: 'up-to-date', at: now.at });
        told = now;
      }
      wasDown = isDown;
      try {
        for (const event of events) if (!signal.aborted) yield event;
        await change;
      } finally {
        leave();
      }
    }
  }

  for (const record of initial) add(record);
  return {
    name: 'memory',
    async list<const Q extends RecordQuery = RecordQuery>(query?: Q, call?: CallOptions) {
      const checked = checkQuery(query);
      ask(call);
      return Promise.resolve(snapshotOf(checked) as Snapshot<Selected<Q>>);
    },
    async get(key, call) {
      checkKey(key);
      ask(call);
      const found = [...stored.values()].filter(({ random_id, execution_id, record_id }) =>
        [random_id, execution_id, record_id].includes(key),
      );
      const [newest] = found.sort(compareRecords({ sort: { field: 'created', descending: true } }));
      return Promise.resolve(newest && { ...newest });
    },
    records: <const Q extends RecordQuery = RecordQuery>(query?: Q, call?: CallOptions) =>
      read(checkQuery(query), call) as AsyncIterable<Selected<Q>>,
    async count(query, call) {
      const checked = checkQuery(query);
      ask(call);
      return Promise.resolve(matching(checked).length);
    },
    async summarize(query, plan, call) {
      return summarizeRecords(read({ ...checkQuery(query), fields: fieldsOf(plan) }, call), plan);
    },
    async ping(call) {
      throwIfAbortedByCaller(call?.signal);
      return Promise.resolve(health());
    },
    subscribe<const Q extends RecordQuery = RecordQuery>(query?: Q, call?: SubscribeOptions) {
      const asked = checkFollowedQuery(query);
      return subscription(
        call?.signal,
        (signal) => follow(asked, signal) as AsyncGenerator<SourceEvent<Selected<Q>>, void>,
      );
    },
    add,
    change(key, changes) {
      const record = stored.get(key);
      if (record === undefined) throw keyError(`no record has the key ${key}`);
      const changed = checkStoredRecord({ ...record, ...changes });
      if (changed.key !== key) throw keyError('expected no change: remove the record and add another one');
      stored.set(key, changed);
      tellFollowers();
    },
    remove(key) {
      stored.delete(key);
      tellFollowers();
    },
    down: () => setDown(true),
    up: () => setDown(false),
  };
}

function itemOf(record: StoredRecord, { fields }: CheckedQuery): Item {
  return selectFields(record, fields) as Item;
}

function keyError(problem: string): TelemetryError {
  return new TelemetryError('invalid-record', `Invalid record: key: ${problem}`, { fields: { key: problem } });
}

/** What to tell of two moments of a query; its first is a snapshot. */
function changesBetween(
  told: Snapshot<Item> | undefined,
  now: Snapshot<Item>,
  via: 'live' | 'catch-up',
): SourceEvent<Item>[] {
  if (told === undefined) return [{ event: 'snapshot', snapshot: now }];
  const gone = [...told.items].filter(([key]) => !now.items.has(key));
  const changed = [...now.items].flatMap(([key, item]): SourceEvent<Item>[] => {
    const before = told.items.get(key);
    const why = changedFields(before ?? {}, item);
    return why.length === 0 ? [] : [{ event: 'changed', key, item, ...(before && { before }), via, why }];
  });
  return [...gone.map(([key, before]) => ({ event: 'removed', key, before }) as const), ...changed];
}

/** Settles at the next change, or when the signal aborts. */
function nextChange(followers: Set<() => void>, signal: AbortSignal): { change: Promise<void>; leave: () => void } {
  let tell: () => void = () => undefined;
  const change = new Promise<void>((resolve) => (tell = resolve));
  followers.add(tell);
  signal.addEventListener('abort', tell);
  const leave = (): void => {
    followers.delete(tell);
    signal.removeEventListener('abort', tell);
  };
  return { change, leave };
}

function throwIfAbortedByCaller(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new TelemetryError('aborted', 'Aborted by the caller');
}

function unreachable(): TelemetryError {
  return new TelemetryError('unreachable', 'The memory source is down');
}
