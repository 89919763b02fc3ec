import type { CallOptions } from '../../deadline.js';
import { beginRead, type ReadCall, readWithin } from '../http/index.js';
import { checkKey } from '../records/check-key.js';
import { checkQuery, type CheckedQuery } from '../records/check-query.js';
import type { StoredRecord } from '../records/stored-record.js';
import type { SummaryPlan, SummaryRow } from '../records/summary.js';
import { fieldsOf, runningSummary } from '../records/summarize-records.js';
import { CollectionRequests } from './collection-requests.js';
import { textLiteral } from './filter-literals.js';
import type { PocketBaseRecordsOptions } from './pocketbase-records-options.js';
import { countQuery, readQuery } from './read-query.js';

/** Reads one collection. Loaded with the first call. */
export class CollectionReads {
  readonly requests: CollectionRequests;

  constructor(options: PocketBaseRecordsOptions) {
    this.requests = new CollectionRequests(options);
  }

  /** Reads up to the limit, with at least the fields of the query. */
  async *pages(query: CheckedQuery, call: CallOptions | undefined): AsyncGenerator<readonly StoredRecord[], void> {
    const reading = beginRead(call);
    try {
      yield* this.#upToLimit(query, reading);
    } finally {
      reading.end();
    }
  }

  get(key: string, call: CallOptions | undefined): Promise<StoredRecord | undefined> {
    return readWithin(call, async (reading) => {
      if (checkKey(key) === '') return undefined;
      const query = checkQuery({ random_id: key, limit: 1 });
      const literal = textLiteral(key);
      if (literal === undefined) {
        for await (const [record] of readQuery(this.requests, query, reading)) if (record) return record;
        return undefined;
      }
      const filter = `random_id=${literal}||id=${literal}`;
      const { records: found } = await this.requests.page({ filter, perPage: 2 }, reading);
      return found.find((record) => record.key === key) ?? found.find((record) => record.record_id === key);
    });
  }

  count(query: CheckedQuery, call: CallOptions | undefined): Promise<number> {
    return readWithin(call, (reading) => countQuery(this.requests, query, reading));
  }

  summarize(query: CheckedQuery, plan: SummaryPlan, call: CallOptions | undefined): Promise<SummaryRow[]> {
    return readWithin(call, async (reading) => {
      const unordered = query.unordered || query.limit === undefined;
      const asked = { ...query, fields: fieldsOf(plan), unordered };
      const summary = runningSummary(plan);
      for await (const page of this.#upToLimit(asked, reading)) for (const record of page) summary.add(record);
      return summary.rows();
    });
  }

  /** Asks whether the server answers. */
  health(call: CallOptions | undefined): Promise<void> {
    return readWithin(call, (reading) => this.requests.health(reading));
  }

  async *#upToLimit(query: CheckedQuery, reading: ReadCall): AsyncGenerator<readonly StoredRecord[], void> {
    let left = query.limit ?? Infinity;
    for await (const page of readQuery(this.requests, query, reading)) {
      yield page.length > left ? page.slice(0, left) : page;
      left -= page.length;
      if (left <= 0) return;
    }
  }
}
