import { describe, test, vi } from 'vitest';
import { collector } from '../../../src/collector/index.js';
import { ingestRecords } from '../../../src/sources/ingest/index.js';
import type { Store } from '../../../src/stores/store.js';
import { memoryRecords, memoryStore, recordsSourceContract } from '../../../src/testing/index.js';
import { ourRecord } from '../../conformance/our-records.js';
import { aRow, spell } from '../../ingest/read-service.js';

const UNKNOWN = ['key', 'updated', 'record_id'];

describe('ingestRecords, of a collector', () => {
  const cases = recordsSourceContract(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T00:00:00Z') });
    const records = memoryRecords();
    const store: Store = { ...memoryStore(), records };
    const server = collector({ store });
    let open = 0;
    return {
      source: ingestRecords({
        baseUrl: 'http://collector',
        transport: async ({ url, signal }) => {
          open += 1;
          try {
            const answer = await server.fetch(new Request(url));
            signal.throwIfAborted();
            return { status: answer.status, headers: {}, body: await answer.text() };
          } finally {
            open -= 1;
          }
        },
      }),
      seed: (given) =>
        given.map(({ created, has_arm, ...record }, place) => {
          const values = Object.fromEntries(Object.entries(record).filter(([field]) => !UNKNOWN.includes(field)));
          const row = aRow({ ...values, created: spell(Date.parse(created)), ...(has_arm ? { has_arm: 1 } : {}) });
          const read = ourRecord(row);
          const begun = new Date(Date.parse(read.created) - 1_000).toISOString();
          // A record's `created` is the time of its last report.
          records.add(place % 2 === 0 ? read : { ...read, created: begun, updated: read.created });
          return read;
        }),
      refuses: ({ updated, record_id, created, sort = 'created' }) =>
        updated !== undefined ||
        record_id !== undefined ||
        ['updated', 'record_id'].includes(sort.replace('-', '')) ||
        (created?.from !== undefined && new Date(created.from) < new Date('2025-11-22T00:00:00Z')),
      openRequests: () => open,
    };
  });
  for (const { name, run } of cases)
    test(name, async () => {
      try {
        await run();
      } finally {
        vi.useRealTimers();
      }
    });
});
