import { checkQuery } from '../../sources/records/check-query.js';
import { matchesQuery } from '../../sources/records/matches-query.js';
import type { RecordQuery } from '../../sources/records/record-query.js';
import { summarizeRecords } from '../../sources/records/summarize-records.js';
import type { SummaryPlan } from '../../sources/records/summary.js';
import { expectEqual, expectThat } from '../contract-case.js';
import { expectSame } from '../expect-same.js';
import { answerTo, expectGet, textOf } from './expect-read.js';
import type { SourceCheck } from './records-source-setup.js';

export const lists: SourceCheck = async ({ source, refuses }, stored) => {
  const queries: RecordQuery[] = [{}, { status: 'failed' }, { sort: '-nsapp', fields: ['nsapp'] }];
  for (const query of queries) {
    if (refuses?.(query)) continue;
    const { items, at, complete, health } = await source.list(query);
    expectSame(`list(${textOf(query)})`, [...items.values()], answerTo(query, stored));
    for (const [key, item] of items) expectEqual('the key of an item', key, item.key);
    expectThat('`at` is a Date', at instanceof Date && !Number.isNaN(at.getTime()));
    expectEqual('complete', complete, true);
    const states = Object.values(health).map(({ state }) => state);
    expectEqual(`the health of the parts of ${source.name}`, [...new Set(states)].join(), 'up');
  }
};

export const getsById: SourceCheck = async (setup, stored) => {
  for (const { random_id, execution_id, record_id } of stored)
    for (const id of [random_id, execution_id, record_id]) if (id !== undefined) await expectGet(setup, stored, id);
  for (const id of ['', 'no-such-record', 'nosuchrecord000', '../records', '%']) await expectGet(setup, stored, id);
};

export const counts: SourceCheck = async ({ source, refuses }, stored) => {
  const failed: RecordQuery = { status: 'failed' };
  const queries: RecordQuery[] = [
    {},
    failed,
    { ...failed, limit: 1, sort: '-nsapp', fields: ['nsapp'] },
    { nsapp: [] },
  ];
  for (const query of queries) {
    if (refuses?.(query)) continue;
    const expected = stored.filter((record) => matchesQuery(record, checkQuery(query))).length;
    expectEqual(`count(${textOf(query)})`, await source.count(query), expected);
  }
  expectEqual('count()', await source.count(), stored.length);
};

export const summarizes: SourceCheck = async ({ source, refuses }, stored) => {
  const plans: SummaryPlan[] = [
    { by: [] },
    { by: ['nsapp'], durations: true },
    { by: ['type', 'os_type', 'exit_code'] },
    { by: [{ every: 'day', timeZone: 'Europe/Berlin' }, 'status'] },
    { by: [{ every: 'hour' }], durations: true },
  ];
  const queries: RecordQuery[] = [{}, { status: ['failed', 'success'] }, { nsapp: [] }];
  for (const query of queries) {
    if (refuses?.(query)) continue;
    for (const plan of plans)
      expectSame(
        `summarize(${textOf(query)}, ${textOf(plan)})`,
        await source.summarize(query, plan),
        await summarizeRecords(answerTo(query, stored), plan),
      );
  }
};
