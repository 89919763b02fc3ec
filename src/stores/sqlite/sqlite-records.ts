import type { CallOptions } from '../../deadline.js';
import { toTelemetryError } from '../../errors.js';
import type { Health } from '../../observe/health.js';
import type { SubscribeOptions } from '../../observe/source.js';
import type { SourceEvent } from '../../observe/source-event.js';
import { subscription } from '../../observe/subscription.js';
import { beginRead, type ReadCall, readWithin } from '../../sources/http/read-call.js';
import { checkKey } from '../../sources/records/check-key.js';
import { checkQuery, type CheckedQuery, invalidQuery } from '../../sources/records/check-query.js';
import type { RecordQuery, Selected } from '../../sources/records/record-query.js';
import type { RecordsSource } from '../../sources/records/records-source.js';
import { selectFields } from '../../sources/records/select-fields.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';
import { fieldsOf, summarizeRecords } from '../../sources/records/summarize-records.js';
import type { Changes } from './changes.js';
import { COLUMNS, readRecord } from './columns.js';
import { compileQuery } from './compile-query.js';
import { follow } from './follow.js';
import { readPages } from './read-pages.js';
import type { Reader } from './reader.js';
import { isCountedBySql, summarizeBySql } from './summarize.js';

const SELECT = `SELECT ${COLUMNS.join(', ')} FROM runs WHERE`;
const BY_KEY = `${SELECT} key = ?`;
const BY_RANDOM_ID = `${SELECT} random_id = ? AND random_id <> key ORDER BY created DESC, key DESC LIMIT 1`;

/** Makes the source of a store's records. */
export function sqliteRecords(name: string, reader: Reader, changes: Changes): RecordsSource {
  async function* read(query: CheckedQuery, reading: ReadCall): AsyncGenerator<StoredRecord, void> {
    for await (const page of readPages(reader, query, reading)) {
      for (const record of page) {
        if (reading.signal.aborted) throw reading.signal.reason;
        yield record;
      }
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
    get: (key, call) =>
      readWithin(call, async (reading) => {
        checkKey(key);
        const [found] = await reader.all(BY_KEY, [key], reading);
        const [row] = found ? [found] : await reader.all(BY_RANDOM_ID, [key], reading);
        return row && readRecord(row, COLUMNS);
      }),
    count: (query, call) =>
      readWithin(call, async (reading) => {
        const { sql, values } = compileQuery(checkQuery(query));
        const [row] = await reader.all(`SELECT count(*) AS count FROM runs WHERE ${sql}`, values, reading);
        return row?.['count'] as number;
      }),
    summarize: (query, plan, call) =>
      readWithin(call, (reading) => {
        const asked = { ...checkQuery(query), fields: fieldsOf(plan) };
        if (isCountedBySql(asked, plan)) return summarizeBySql(reader, asked, plan, reading);
        return summarizeRecords(read(asked, reading), plan);
      }),
    subscribe<const Q extends RecordQuery>(query?: Q, call?: SubscribeOptions) {
      const asked = checkQuery(query);
      if (asked.limit !== undefined) throw invalidQuery({ limit: 'expected none: a subscription follows all records' });
      return subscription(
        call?.signal,
        (signal) => follow(reader, changes, asked, name, signal) as AsyncGenerator<SourceEvent<Selected<Q>>, void>,
      );
    },
    async ping(call) {
      const startedAt = performance.now();
      const health = await readWithin(call, (reading) => reader.all('SELECT version FROM sequence', [], reading)).then(
        () => ({ state: 'up' }) as const,
        (thrown: unknown) => ({ state: 'down', error: toTelemetryError(thrown, 'not-sent') }) as const,
      );
      if (health.state === 'down' && health.error.code === 'aborted') throw health.error;
      return { ...health, checkedAt: new Date(), latencyMs: performance.now() - startedAt };
    },
  };
}
