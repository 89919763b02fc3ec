import fc from 'fast-check';
import { expect } from 'vitest';
import { checkQuery } from '../../src/sources/records/check-query.js';
import { matchesQuery } from '../../src/sources/records/matches-query.js';
import { summarizeRecords } from '../../src/sources/records/summarize-records.js';
import type { RecordQuery, RecordsSource, RecordStatus, StoredRecord, SummaryPlan } from '../../src/testing/index.js';

const STATUSES: readonly RecordStatus[] = ['installing', 'validation', 'success', 'failed', 'aborted', 'unknown'];

/** Records that differ in all that a summary counts, over half a year with two changes of the clock. */
export const RECORDS_TO_COUNT: readonly StoredRecord[] = Array.from({ length: 3_000 }, (_, place) => {
  const random_id = `record-${String(place).padStart(6, '0')}`;
  const created = new Date(Date.parse('2026-03-01T00:00:00Z') + place * 4_321_987);
  const status = STATUSES[(place * 7) % 6] as RecordStatus;
  return {
    key: random_id,
    random_id,
    nsapp: `app-${place % 7}`,
    status,
    created: created.toISOString(),
    ...(place % 3 > 0 && { updated: new Date(created.getTime() + (place % 99) * 777).toISOString() }),
    ...(place % 5 > 1 && { install_duration: place % 13 }),
    ...(status !== 'installing' && place % 4 > 0 && { exit_code: [0, 1, 103, 206, 231, 255][place % 6] as number }),
    ...(place % 2 > 0 && { os_type: 'debian' }),
    ...(place % 3 > 1 && { has_arm: place % 4 === 0 }),
  };
});

const part = fc.constantFrom<SummaryPlan['by'][number]>(
  ...(['nsapp', 'status', 'exit_code', 'os_type', 'has_arm', 'install_duration', 'created', 'updated'] as const),
  ...(['hour', 'day', 'week', 'month'] as const).map((every) => ({ every })),
  { every: 'day', timeZone: 'Europe/Berlin' },
  { every: 'hour', timeZone: 'Asia/Kathmandu' },
  { every: 'week', timeZone: 'Australia/Lord_Howe' },
);
const plans = fc.record({ by: fc.uniqueArray(part, { maxLength: 3 }), durations: fc.boolean() });
const queries = fc.constantFrom<RecordQuery>(
  {},
  { status: ['failed', 'success'] },
  { created: { from: '2026-03-28T00:00:00Z', to: '2026-04-02T00:00:00Z' } },
  { nsapp: [] },
  { limit: 10, sort: '-created' },
);

/** Expects that a source of {@link RECORDS_TO_COUNT} counts them as they are counted one by one. */
export async function expectSummaries(source: RecordsSource): Promise<void> {
  await fc.assert(
    fc.asyncProperty(plans, queries, async (plan, query) => {
      const checked = checkQuery(query);
      const matching = RECORDS_TO_COUNT.filter((record) => matchesQuery(record, checked));
      const some = query.limit === undefined ? matching : matching.reverse().slice(0, query.limit);
      expect(await source.summarize(query, plan)).toEqual(await summarizeRecords(some, plan));
    }),
    { numRuns: 60 },
  );
}
