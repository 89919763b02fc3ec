import { RECORD_FIELDS } from '../../sources/records/record-fields.js';
import type { RecordQuery } from '../../sources/records/record-query.js';
import type { RecordField } from '../../sources/records/stored-record.js';
import { expectEqual, expectThat } from '../contract-case.js';
import { answerTo, expectRead, readAll, textOf } from './expect-read.js';
import type { SourceCheck } from './records-source-setup.js';

export const readsEverything: SourceCheck = async (setup, stored) => {
  expectThat(`some records are stored, got ${stored.length}`, stored.length > 1);
  await expectRead(setup, stored, undefined);
  await expectRead(setup, stored, {});
};

export const sorts: SourceCheck = async (setup, stored) => {
  for (const field of Object.keys(RECORD_FIELDS) as RecordField[])
    for (const sort of [field, `-${field}`] as const) await expectRead(setup, stored, { sort });
  await expectRead(setup, stored, { sort: '-exit_code', status: 'failed', limit: 3 });
};

export const readsUnordered: SourceCheck = async ({ source, refuses }, stored) => {
  for (const query of [{ order: 'none' }, { order: 'none', type: 'lxc' }] satisfies RecordQuery[]) {
    if (refuses?.(query)) continue;
    const read = await readAll(source.records(query));
    const expected = answerTo(query, stored);
    expectEqual(`keys of ${textOf(query)}`, read.map(({ key }) => key).sort(), expected.map(({ key }) => key).sort());
  }
};

export const endsAtLimit: SourceCheck = async (setup, stored) => {
  for (const limit of [1, 2, stored.length - 1, stored.length, stored.length + 1]) {
    await expectRead(setup, stored, { limit });
    if (setup.refuses?.({ limit })) continue;
    const { items, complete } = await setup.source.list({ limit });
    expectEqual(`number of items of list(${limit})`, items.size, Math.min(limit, stored.length));
    expectEqual(`whether list(${limit}) is complete`, complete, limit >= stored.length);
  }
};

export const readsFields: SourceCheck = async (setup, stored) => {
  const queries: RecordQuery[] = [
    { fields: ['nsapp'] },
    { fields: ['status', 'exit_code', 'created', 'updated', 'random_id'] },
    { fields: [], sort: 'nsapp' },
    { fields: ['nsapp'], status: 'failed', sort: '-exit_code', search: 'e' },
    { fields: Object.keys(RECORD_FIELDS) as RecordField[] },
  ];
  for (const query of queries) await expectRead(setup, stored, query);
};
