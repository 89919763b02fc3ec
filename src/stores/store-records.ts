import type { CallOptions } from '../deadline.js';
import { toTelemetryError } from '../errors.js';
import type { Health } from '../observe/health.js';
import type { SubscribeOptions } from '../observe/source.js';
import type { SourceEvent } from '../observe/source-event.js';
import { subscription } from '../observe/subscription.js';
import { beginRead, type ReadCall, readWithin } from '../sources/http/read-call.js';
import { checkKey } from '../sources/records/check-key.js';
import { checkFollowedQuery, checkQuery, type CheckedQuery } from '../sources/records/check-query.js';
import type { RecordQuery, Selected } from '../sources/records/record-query.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import { selectFields } from '../sources/records/select-fields.js';
import type { StoredRecord } from '../sources/records/stored-record.js';
import { fieldsOf, summarizeRecords } from '../sources/records/summarize-records.js';
import type { SummaryPlan, SummaryRow } from '../sources/records/summary.js';
import type { ChangeFeed } from './change-feed.js';
import { follow } from './follow.js';
import { isCountedInSql } from './summarize-in-sql.js';

/** What a database does to read records. Each rejects with a TelemetryError, and with the call's reason once it is over. */
export interface RecordReads {
  /** Reads the records of a query in its order, up to its limit, with at least its fields. */
  read(query: CheckedQuery, call: ReadCall): AsyncIterable<StoredRecord>;
  get(key: string, call: ReadCall): Promise<StoredRecord | undefined>;
  count(query: CheckedQuery, call: ReadCall): Promise<number>;
  /** Counts what {@link isCountedInSql}. */
  summarize(query: CheckedQuery, plan: SummaryPlan, call: ReadCall): Promise<SummaryRow[]>;
  ping(call: ReadCall): Promise<unknown>;
}

/** Makes the source of a store's records. */
export function storeRecords(name: string, reads: RecordReads, feed: ChangeFeed): RecordsSource {
  async function* read(query: CheckedQuery, reading: ReadCall): AsyncGenerator<StoredRecord, void> {
    for await (const record of reads.read(query, reading)) {
      if (reading.signal.aborted) throw reading.signal.reason;
      yield record;
    }
  }

  async function* records<const Q extends RecordQuery>(query?: Q, call?: CallOptions): AsyncGenerator<Selected<Q>> {
    const asked = checkQuery(query);
    const reading = beginRead(call);
    try {
      for await (const record of read(asked, reading)) yield selectFields(record, asked.fields) as Selected<Q>;
    } finally {
      reading.end();
    }
  }

  return {
    name,
    records,
    async list<const Q extends RecordQuery>(query?: Q, call?: CallOptions) {
      const asked = checkQuery(query);
      const { limit, fields } = asked;
      const at = new Date();
      const items = new Map<string, Selected<Q>>();
      const oneMore = limit === undefined ? asked : { ...asked, limit: limit + 1 };
      const complete = await readWithin(call, async (reading) => {
        for await (const record of read(oneMore, reading)) {
          if (items.size === limit) return false;
          items.set(record.key, selectFields(record, fields) as Selected<Q>);
        }
        return true;
      });
      const health: Health = { state: 'up', checkedAt: new Date() };
      return { items, at, complete, health: { [name]: health } };
    },
    get: (key, call) => readWithin(call, async (reading) => reads.get(checkKey(key), reading)),
    count: (query, call) => readWithin(call, async (reading) => reads.count(checkQuery(query), reading)),
    summarize: (query, plan, call) =>
      readWithin(call, (reading) => {
        const asked = { ...checkQuery(query), fields: fieldsOf(plan) };
        if (isCountedInSql(asked, plan)) return reads.summarize(asked, plan, reading);
        return summarizeRecords(read(asked, reading), plan);
      }),
    subscribe<const Q extends RecordQuery>(query?: Q, call?: SubscribeOptions) {
      const asked = checkFollowedQuery(query);
      return subscription(
        call?.signal,
        (signal) => follow(read, feed, asked, name, signal) as AsyncGenerator<SourceEvent<Selected<Q>>, void>,
      );
    },
    async ping(call) {
      const startedAt = performance.now();
      const health = await readWithin(call, (reading) => reads.ping(reading)).then(
        () => ({ state: 'up' }) as const,
        (thrown: unknown) => ({ state: 'down', error: toTelemetryError(thrown, 'not-sent') }) as const,
      );
      if (health.state === 'down' && health.error.code === 'aborted') throw health.error;
      return { ...health, checkedAt: new Date(), latencyMs: performance.now() - startedAt };
    },
  };
}
