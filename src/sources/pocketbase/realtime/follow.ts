import { whenAborted } from '../../../when-aborted.js';
import { TelemetryError, toTelemetryError } from '../../../errors.js';
import { backOffMs, isMistake } from '../../../observe/back-off.js';
import type { Health } from '../../../observe/health.js';
import type { SourceEvent } from '../../../observe/source-event.js';
import { pause } from '../../../observe/subscription.js';
import { throwIfAborted } from '../../../until-aborted.js';
import type { ReadCall } from '../../http/index.js';
import type { CheckedQuery } from '../../records/check-query.js';
import type { StoredRecord } from '../../records/stored-record.js';
import type { CollectionRequests } from '../collection-requests.js';
import { requiredColumnOf } from '../columns.js';
import { compileQuery } from '../compile-query.js';
import { textLiteral } from '../filter-literals.js';
import { countQuery, readQuery } from '../read-query.js';
import { ChangesToTell, type ToldChange } from './changes-to-tell.js';
import { connect, type Connection } from './connect.js';
import { FollowedRecords, type Item } from './followed-records.js';

type Events<Result = void> = AsyncGenerator<SourceEvent<Item>, Result>;

/** The server ends a stream 300 s after its last event, and later versions 30 minutes after its beginning. */
const LONGEST_SILENCE_MS = 270_000;
const LONGEST_LIFE_MS = 1_680_000;

/** How much is read again after a gap: a change may become visible later than a younger one. */
const OVERLAP_MS = 10_000;

/** A computer that slept may have lost its connection, and its clock of timers may not show it. */
const TICK_MS = 10_000;
const SLEPT_MS = 30_000;

/** A connection that lived this long was a good one. */
const STABLE_MS = 1_000;
const FIRST_WAIT_MS = 100;
/** Doubles the longest wait eight times, to 26 s; half as often, to 1.6 s, if the server answers and then breaks off. */
const MOST_DOUBLINGS = 8;

/** Before every change. */
const EPOCH = '1970-01-01T00:00:00.000Z';

/** How often the number of records is compared before all are read again. */
const COMPARISONS = 5;

/** Ids in one filter; it stays far below every limit. */
const IDS_AT_ONCE = 40;

/**
 * Follows the records of a query until the signal aborts: connects, reads, tells, and does so again whenever the
 * connection ends.
 *
 * @throws TelemetryError `invalid-query`; `rejected` if the server refuses before anything was told.
 */
export async function* follow(
  requests: CollectionRequests,
  query: CheckedQuery,
  name: string,
  signal: AbortSignal,
): Events {
  // A field that the collection does not have is refused before the server is asked, which may be down.
  requiredColumnOf(query.sort.field, 'sort');
  compileQuery(query);
  const call: ReadCall = { signal, remainingMs: () => Infinity, end: () => undefined };
  const waiting = new ChangesToTell();
  const followed = new FollowedRecords(query);
  /** Every change up to this moment of the server is told; `undefined` before all records were read. */
  let toldUntil: string | undefined;
  /** What was told of a moment up to this one may be outdated by what was told before the connection began. */
  let surelyAfter = EPOCH;
  /** When that was, by a clock that is never set. */
  let connectedAt = performance.now();
  let collection: string | undefined;
  let hasTold = false;
  let upToDateSince: number | undefined;
  let state: Health['state'] | undefined;
  let wake = new AbortController();
  const onChange = (record: StoredRecord, isDeleted: boolean): void => {
    waiting.add({ record, isDeleted, isUnclear: false });
    wake.abort();
  };

  /** Tells the records of now, and forgets those of before. */
  async function* snapshot(): Events {
    const at = new Date();
    const items = new Map<string, Item>();
    const { fields } = query;
    toldUntil = undefined;
    followed.clear();
    const asked: CheckedQuery = fields === undefined ? query : { ...query, fields: [...fields, 'updated', 'status'] };
    for await (const records of readQuery(requests, asked, call)) {
      for (const record of records) items.set(record.key, followed.add(record));
    }
    const health = { [name]: { state: 'up', checkedAt: new Date() } } as const;
    hasTold = true;
    yield { event: 'snapshot', snapshot: { items, at, complete: true, health } };
  }

  /** Reads records by their ids, and tells what they are now. */
  async function* tellAgain(ids: readonly string[], via: 'live' | 'catch-up'): Events {
    for (let begin = 0; begin < ids.length; begin += IDS_AT_ONCE) {
      const some = ids.slice(begin, begin + IDS_AT_ONCE);
      const filter = some.map((id) => `id=${textLiteral(id)}`).join('||');
      const { records } = await requests.page({ filter, perPage: IDS_AT_ONCE }, call);
      const gone = new Set(some);
      for (const record of records) {
        gone.delete(record.record_id as string);
        yield* followed.take(record, false, via);
      }
      for (const id of gone) yield* followed.remove(id);
    }
  }

  /** Tells one change, unless it is not news. */
  async function* tell(change: ToldChange): Events {
    const { record, isDeleted, isUnclear } = change;
    const { updated, record_id: id } = record as Required<StoredRecord>;
    const verdict = isUnclear ? 'read' : followed.judge(record, isDeleted, updated > surelyAfter);
    try {
      if (verdict === 'read') yield* tellAgain([id], 'live');
    } catch (thrown) {
      waiting.add({ ...change, isUnclear: true });
      throw thrown;
    }
    if (verdict === 'tell') yield* followed.take(record, isDeleted, 'live');
    toldUntil = later(toldUntil, earlier(updated, latestNow()));
  }

  /**
   * The latest moment that the server can have reached. A change from a clock that was ahead and was set back is later:
   * all changes of the time between are still to come.
   */
  function latestNow(): string {
    const ms = Date.parse(surelyAfter) + performance.now() - connectedAt;
    return Number.isNaN(ms) ? surelyAfter : new Date(ms).toISOString();
  }

  /** Tells the changes that wait. @returns whether there was anything to tell. */
  async function* tellWaiting(): Events<boolean> {
    let hasTold = false;
    for (let change = waiting.take(); change !== undefined; change = waiting.take()) {
      for await (const event of tell(change)) {
        hasTold = true;
        yield event;
      }
    }
    return hasTold;
  }

  /** Tells what was stored or changed since a moment, and what is gone of it. */
  async function* tellChangesSince(since: string): Events {
    const unseen = new Set(followed.idsAfter(since));
    const changed: CheckedQuery = {
      conditions: [...query.conditions, { field: 'updated', from: since }],
      ...(query.search !== undefined && { search: query.search }),
      sort: { field: 'updated', descending: false },
      unordered: false,
    };
    for await (const records of readQuery(requests, changed, call)) {
      const unclear: string[] = [];
      for (const record of records) {
        const id = record.record_id as string;
        unseen.delete(id);
        const verdict = followed.judge(record, false, true);
        if (verdict === 'tell') yield* followed.take(record, false, 'catch-up');
        if (verdict === 'read') unclear.push(id);
      }
      yield* tellAgain(unclear, 'catch-up');
    }
    yield* tellAgain([...unseen], 'catch-up');
  }

  /**
   * Whether the server has as many records of before a moment as are known. One that was deleted, or left the query,
   * would be missing. Changes that are made meanwhile are told.
   */
  async function* nothingIsGone(since: string): Events<boolean> {
    const older: CheckedQuery = { ...query, conditions: [...query.conditions, { field: 'updated', to: since }] };
    for (let comparison = 1; comparison <= COMPARISONS; comparison += 1) {
      yield* tellWaiting();
      if ((await countQuery(requests, older, call)) === followed.countUntil(since)) return true;
      await pause(FIRST_WAIT_MS * comparison, signal);
      throwIfAborted(signal);
    }
    return false;
  }

  /** Tells everything up to now. */
  async function* catchUp(): Events {
    const { updated = EPOCH, collectionId } = await requests.newest(call);
    collection = collectionId ?? collection;
    [surelyAfter, connectedAt] = [updated, performance.now()];
    // The server's clock may have been set back since.
    const since = toldUntil === undefined ? undefined : momentBefore(earlier(toldUntil, updated));
    if (since !== undefined) yield* tellChangesSince(since);
    if (since === undefined || !(yield* nothingIsGone(since))) yield* snapshot();
    toldUntil = updated;
    yield* tellWaiting();
  }

  /** Tells changes until it is time for another connection. */
  async function* tellLive(connection: Connection): Events {
    const patience = 0.9 + Math.random() / 10;
    for (;;) {
      if (yield* tellWaiting()) yield upToDate();
      throwIfAborted(signal);
      if (!waiting.isEmpty) continue;
      if (connection.endedBy !== undefined) throw connection.endedBy;
      const { heardAt, openedAt } = connection;
      const renewedAt = Math.min(heardAt + patience * LONGEST_SILENCE_MS, openedAt + patience * LONGEST_LIFE_MS);
      const leftMs = renewedAt - performance.now();
      if (leftMs <= 0) return;
      const [waitMs, startedAt] = [Math.min(leftMs, TICK_MS), Date.now()];
      wake = new AbortController();
      await pause(waitMs, wake.signal);
      const sleptMs = Date.now() - startedAt - waitMs;
      if (sleptMs > SLEPT_MS) throw slept(sleptMs);
    }
  }

  /** Follows on one connection after the other, the next one opened before one ends. */
  async function* session(): Events {
    const open: Connection[] = [];
    const onEnd = (): void => wake.abort();
    try {
      for (;;) {
        collection ??= (await requests.newest(call)).collectionId ?? requests.collection;
        const connection = await connect(requests, collection, call, { onChange, onEnd });
        open.push(connection);
        yield* catchUp();
        if (connection.endedBy !== undefined) throw connection.endedBy;
        open.splice(0, open.length - 1).forEach(({ close }) => close());
        if (state !== undefined && state !== 'up') yield tellHealth('up');
        upToDateSince ??= performance.now();
        yield upToDate();
        yield* tellLive(connection);
      }
    } finally {
      for (const { close } of open) close();
    }
  }

  function tellHealth(now: Health['state'], error?: TelemetryError): SourceEvent<Item> {
    state = now;
    return { event: 'health', health: { state: now, checkedAt: new Date(), ...(error && { error }) } };
  }

  const leave = whenAborted(signal, () => wake.abort());
  try {
    for (let failures = 1; !signal.aborted; failures += 1) {
      upToDateSince = undefined;
      try {
        yield* session();
      } catch (thrown) {
        if (signal.aborted) return;
        const error = toTelemetryError(thrown, 'not-sent');
        if (isMistake(error) || (error.code === 'rejected' && !hasTold)) throw error;
        if (upToDateSince !== undefined) {
          failures = performance.now() - upToDateSince > STABLE_MS ? 1 : Math.min(failures, MOST_DOUBLINGS / 2);
        }
        yield tellHealth(upToDateSince !== undefined ? 'degraded' : 'down', error);
        await pause(backOffMs(FIRST_WAIT_MS, Math.min(failures, MOST_DOUBLINGS), error), signal);
      }
    }
  } finally {
    leave();
  }
}

function upToDate(): SourceEvent<Item> {
  return { event: 'up-to-date', at: new Date() };
}

/** The moment from which changes are read again; `undefined` for a day that does not exist. */
function momentBefore(moment: string): string | undefined {
  const ms = Date.parse(moment) - OVERLAP_MS;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function later(a: string | undefined, b: string): string {
  return a === undefined || b > a ? b : a;
}

function slept(ms: number): TelemetryError {
  const message = `Nothing ran here for ${Math.round(ms / 1_000)} s: the connection is opened again`;
  return new TelemetryError('timed-out', message, { fate: 'not-sent' });
}
