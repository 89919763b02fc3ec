import type { CallOptions } from '../deadline.js';
import { healthByName } from '../observe/combine-health.js';
import type { Health } from '../observe/health.js';
import { merge, type MergeOptions } from '../observe/merge.js';
import type { Snapshot } from '../observe/snapshot.js';
import type { SubscribeOptions } from '../observe/source.js';
import type { SourceEvent } from '../observe/source-event.js';
import { subscription } from '../observe/subscription.js';
import { checkOptions, type Expectation } from '../option-check.js';
import { checkKey } from '../sources/records/check-key.js';
import { checkFollowedQuery, checkQuery, type CheckedQuery, isField } from '../sources/records/check-query.js';
import type { RecordQuery, Selected } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import { selectFields } from '../sources/records/select-fields.js';
import { compareRecords } from '../sources/records/sort-records.js';
import type { StoredRecord } from '../sources/records/stored-record.js';
import { fieldsOf, summarizeRecords } from '../sources/records/summarize-records.js';
import { checkSource } from './check-source.js';
import { KnownHealth } from './known-health.js';
import { MergedRead } from './merged-read.js';

/** How {@link mergeRecords} makes one source of several. */
export type MergeRecordsOptions = Pick<MergeOptions<StoredRecord>, 'name' | 'poll'>;

/** Several sources of records as one. */
export interface MergedRecordsSource extends RecordsSource {
  /**
   * How each source was when it was last read, by its name; `unknown` before. A `down` one is not in what was read. Of
   * reads at the same time, one that fails counts: only a read that begins later makes the source `up` again.
   */
  readonly health: () => Readonly<Record<string, Health>>;
  /** Tells the records of all sources, then every change; see `merge` in `/observe`. */
  readonly subscribe: NonNullable<RecordsSource['subscribe']>;
}

/** Checked by `merge`. */
const ANY: Expectation = [() => true, ''];

/**
 * Makes one source of records of several, for every view: two PocketBases, or a PocketBase and the ingest service.
 *
 * - A record that several sources have, by its `key`, is one. `count`, `summarize`, `get`, `subscribe` and `order: 'none'`
 *   take it from the source that is first in the list. In another order, `records` and `list` take the one that comes
 *   first in that order.
 * - Each source is asked for the records that match. Where two sources have different values of one record, the record
 *   matches if one of them does, and is then taken from a source where it matches: a run that is `success` in the first
 *   source and still `installing` in the second is found by `status: 'installing'`.
 * - What a source that is down would have given is missing from what is read, and everything else is there. `health()`
 *   then says which one it is, and a snapshot of `list` is not `complete`. A read rejects if no source answers, and if one
 *   finds the query wrong, such as for a field that it does not have.
 * - Of a `deadlineMs`, a source that is silent may use half of what is left while another one can be read. It is then
 *   down, and the others have the rest.
 * - A `limit` is one of the whole.
 * - `count` reads the keys of the records from every source, and `summarize` the fields that it needs. So a record that
 *   two sources have is counted once. During a read, the keys of all records that were read are in memory.
 *
 * @param sources - In the order in which they count, with different names; see their option `name`.
 * @throws TelemetryError `invalid-options` at once for what is not such a list, and for invalid options.
 *
 * @example
 * ```ts no-run
 * import { ingestRecords } from '@community-scripts/telemetry/sources/ingest';
 * import { pocketBaseRecords } from '@community-scripts/telemetry/sources/pocketbase';
 * import { mergeRecords, topFailures } from '@community-scripts/telemetry/views';
 *
 * const all = mergeRecords([pocketBaseRecords(), ingestRecords()]);
 * console.log(await topFailures(all, { created: { from: new Date(Date.now() - 24 * 3_600_000) } }));
 * for (const [name, { state }] of Object.entries(all.health())) if (state !== 'up') console.log(`without ${name}`);
 * ```
 */
export function mergeRecords(
  sources: readonly RecordsSource[],
  options: MergeRecordsOptions = {},
): MergedRecordsSource {
  const merged = merge<StoredRecord, RecordQuery>(
    sources,
    checkOptions('mergeRecords', options, { name: ANY, poll: ANY }),
  );
  for (const source of sources) checkSource('mergeRecords', source, 'records');
  const names = sources.map(({ name }) => name);
  const known = new KnownHealth(sources.length);
  const noted = merge<StoredRecord, RecordQuery>(
    sources.map((source, place) => ({
      name: source.name,
      list: (query, call) => source.list(query, call),
      ping: (call) => source.ping(call),
      get: (key, call) => known.noteAnswer(place, () => source.get(key, call)),
    })),
  );

  /** Reads the records of all sources; `then` is given the health of each when everything was read. */
  async function* read(
    query: RecordQuery | undefined,
    call: CallOptions | undefined,
    then: (health: readonly Health[]) => void = () => undefined,
  ): AsyncGenerator<StoredRecord, void> {
    const checked = checkQuery(query);
    const reading = new MergedRead(sources, askedOfEach(query, checked), call);
    const seen = new Set<string>();
    const begin = known.begin();
    try {
      for await (const record of checked.unordered ? reading.inTurn() : reading.inOrder(compareRecords(checked))) {
        if (seen.has(record.key)) continue;
        seen.add(record.key);
        yield checked.fields === undefined ? record : (selectFields(record, checked.fields) as StoredRecord);
        if (seen.size === checked.limit) break;
      }
    } finally {
      for (const [place, health] of reading.health().entries()) known.note(place, health, begin);
    }
    then(reading.health());
  }

  return {
    name: merged.name,
    health: () => healthByName(names, known.health),
    records: <const Q extends RecordQuery>(query?: Q, call?: CallOptions) =>
      read(query, call) as AsyncIterable<Selected<Q>>,
    async list<const Q extends RecordQuery>(query?: Q, call?: CallOptions) {
      const at = new Date();
      const { limit = Infinity } = checkQuery(query);
      const items = new Map<string, StoredRecord>();
      let complete = true;
      let health: readonly Health[] = [];
      // One more than the limit says whether there are more.
      const asked = limit < Number.MAX_SAFE_INTEGER ? { ...query, limit: limit + 1 } : query;
      for await (const record of read(asked, call, (known) => (health = known))) {
        complete = items.size < limit;
        if (complete) items.set(record.key, record);
      }
      complete &&= health.every(({ state }) => state === 'up');
      return { items, at, complete, health: healthByName(names, health) } as unknown as Snapshot<Selected<Q>>;
    },
    get: async (key, call) => noted.get(checkKey(key), call),
    async count(query, call) {
      let count = 0;
      const keys = read({ ...query, ...UNORDERED, fields: [] }, call);
      while ((await keys.next()).done !== true) count += 1;
      return count;
    },
    async summarize(query, plan, call) {
      // Of the first records by a limit, their order decides.
      const order = checkQuery(query).limit === undefined ? UNORDERED : {};
      return summarizeRecords(read({ ...query, ...order, fields: fieldsOf(plan) }, call), plan);
    },
    ping: (call) => merged.ping(call),
    subscribe<const Q extends RecordQuery>(query?: Q, call?: SubscribeOptions) {
      const checked = checkFollowedQuery(query);
      return subscription(call?.signal, (signal) =>
        inQueryForm(merged.subscribe(askedOfEach(query, checked), { signal }), checked),
      ) as AsyncIterable<SourceEvent<Selected<Q>>>;
    },
  };
}

const UNORDERED = { sort: undefined, order: 'none', limit: undefined } as const;

/** What each source is asked for: also the fields by which records of several are put in order. */
function askedOfEach(query: RecordQuery | undefined, { fields, sort, unordered }: CheckedQuery): RecordQuery {
  if (fields === undefined || unordered) return { ...query };
  return { ...query, fields: [...fields, sort.field, 'record_id'] };
}

/** Puts each snapshot in order, and drops the fields that were read only for that, and their changes. */
async function* inQueryForm(
  events: AsyncIterable<SourceEvent<StoredRecord>>,
  query: CheckedQuery,
): AsyncGenerator<SourceEvent<StoredRecord>, void> {
  const { fields } = query;
  const compare = compareRecords(query);
  const isTold = (reason: string): boolean => fields === undefined || !isField(reason) || fields.includes(reason);
  const select = (record: StoredRecord): StoredRecord =>
    fields === undefined ? record : (selectFields(record, fields) as StoredRecord);
  for await (const told of events) {
    if (told.event === 'snapshot') {
      const sorted = [...told.snapshot.items].sort(([, one], [, other]) => compare(one, other));
      const items = new Map(sorted.map(([key, record]) => [key, select(record)]));
      yield { ...told, snapshot: { ...told.snapshot, items } };
    } else if (told.event === 'changed') {
      const why = told.why.filter(isTold);
      const before = told.before && { before: select(told.before) };
      if (why.length > 0 || told.why.length === 0) yield { ...told, item: select(told.item), ...before, why };
    } else if (told.event === 'removed') yield { ...told, ...(told.before && { before: select(told.before) }) };
    else yield told;
  }
}
