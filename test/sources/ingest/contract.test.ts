import { describe, test, vi } from 'vitest';
import { ingestRecords } from '../../../src/sources/ingest/index.js';
import { recordsSourceContract } from '../../../src/testing/index.js';
import { ourRecord } from '../../conformance/our-records.js';
import { aRow, type Generation, ReadService, spell } from '../../ingest/read-service.js';
import { answering } from './service-transport.js';

const UNKNOWN = ['key', 'updated', 'record_id'];

describe.each<Generation>(['svc', 'services'])('ingestRecords on %s', (generation) => {
  const cases = recordsSourceContract(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-21T00:00:00Z') });
    const service = new ReadService([], { generation });
    let open = 0;
    const transport = answering((path) => service.answer(path));
    return {
      source: ingestRecords({
        baseUrl: 'http://service',
        transport: async (request) => {
          open += 1;
          try {
            return await transport(request);
          } finally {
            open -= 1;
          }
        },
      }),
      seed: (records) =>
        records.map(({ created, has_arm, ...record }) => {
          const values = Object.fromEntries(Object.entries(record).filter(([field]) => !UNKNOWN.includes(field)));
          const row = aRow({ ...values, created: spell(Date.parse(created)), ...(has_arm ? { has_arm: 1 } : {}) });
          service.rows.push(row);
          return ourRecord(row);
        }),
      refuses: ({ updated, record_id, created, sort = 'created' }) =>
        updated !== undefined ||
        record_id !== undefined ||
        ['updated', 'record_id'].includes(sort.replace('-', '')) ||
        (created?.from !== undefined && new Date(created.from) < new Date('2025-11-22T00:00:00Z')),
      openRequests: () => open,
      unreachable: ingestRecords({
        baseUrl: 'http://service',
        attempts: 1,
        transport: () => Promise.reject(new Error('no network')),
      }),
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
