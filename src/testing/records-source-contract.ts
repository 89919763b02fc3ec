import { checkQuery } from '../sources/records/check-query.js';
import { matchesQuery } from '../sources/records/matches-query.js';
import { type FieldType, RECORD_FIELDS, RECORD_STATUSES } from '../sources/records/record-fields.js';
import type { RecordQuery } from '../sources/records/record-query.js';
import type { RecordField, StoredRecord } from '../sources/records/stored-record.js';
import { summarizeRecords } from '../sources/records/summarize-records.js';
import type { SummaryPlan } from '../sources/records/summary.js';
import { isTelemetryError } from '../errors.js';
import { type ContractCase, expectEqual, expectThat } from './contract-case.js';
import { contractRecords, HOSTILE_TEXTS } from './contract-records.js';
import { answerTo, expectGet, expectRead, expectRefusal, expectSame, readAll, textOf } from './expect-records.js';
import type { RecordsSourceSetup } from './records-source-setup.js';
import { endsSubscription, tellsChanges } from './subscription-cases.js';

type Check = (setup: RecordsSourceSetup, stored: readonly StoredRecord[]) => void | Promise<void>;

/** How long a case waits for what must happen. */
const PATIENCE_MS = 10_000;

/**
 * Makes test cases for what a dashboard relies on in a source of records, for any test runner. Each answer is compared
 * with the same query over the stored records in plain TypeScript. A case that does not apply (changes without
 * `subscribe`, a query that the source refuses) passes.
 *
 * @param make - Makes the source under test, without records; called once per case.
 *
 * @example
 * ```ts
 * import { memoryRecords, recordsSourceContract, type StoredRecord } from '@community-scripts/telemetry/testing';
 * import { describe, test } from 'vitest';
 *
 * describe('my source', () => {
 *   const cases = recordsSourceContract(() => {
 *     const source = memoryRecords();
 *     const seed = (records: readonly StoredRecord[]) => {
 *       for (const record of records) source.add(record);
 *       return records;
 *     };
 *     return { source, seed, change: source.change, remove: source.remove };
 *   });
 *   for (const { name, run } of cases) test(name, run);
 * });
 * ```
 */
export function recordsSourceContract(make: () => RecordsSourceSetup | Promise<RecordsSourceSetup>): ContractCase[] {
  const contract: Record<string, Check> = {
    'has a name': hasName,
    'reads every record with every field, the oldest first': readsEverything,
    'finds records by each text': findsBy('text'),
    'finds records by each status': findsBy('status'),
    'finds records by each number and range of numbers': findsBy('number'),
    'finds records by each flag': findsBy('flag'),
    'finds records by each range of moments': findsBy('moment'),
    'finds records that meet all conditions': findsByAll,
    'searches nsapp and error for any character': searches,
    'takes hostile text as text': takesHostileText,
    'sorts by each field in both directions, and by id where values are equal': sorts,
    'reads everything once where the order does not matter': readsUnordered,
    'ends at the limit': endsAtLimit,
    'reads only the fields that are asked for': readsFields,
    'lists what it reads, by key': lists,
    'gets a record by each of its ids': getsById,
    'counts what it reads': counts,
    'summarizes what it reads': summarizes,
    'refuses an invalid query': refusesInvalid,
    'ends its request when the loop is left': endsRequest,
    'rejects as aborted after its signal has aborted': obeysSignal,
    'says in a ping that it is up': pings,
    'says in a ping that it is down, and rejects a read as unreachable': saysItIsDown,
    'tells a snapshot first, then what is added, changed and removed': tellsChanges,
    'ends a subscription with its signal': endsSubscription,
  };
  return Object.entries(contract).map(([name, check]) => ({
    name,
    async run() {
      const setup = await make();
      await check(setup, await setup.seed(contractRecords()));
    },
  }));
}

const hasName: Check = ({ source: { name } }) => {
  expectThat('its name is a text', typeof name === 'string' && name !== '');
};

const readsEverything: Check = async (setup, stored) => {
  expectThat(`some records are stored, got ${stored.length}`, stored.length > 1);
  await expectRead(setup, stored, undefined);
  await expectRead(setup, stored, {});
};

function findsBy(type: FieldType): Check {
  const fields = fieldsOfType(type);
  return async (setup, stored) => {
    for (const field of fields)
      for (const condition of conditionsOf(type, valuesOf(stored, field)))
        await expectRead(setup, stored, { [field]: condition });
  };
}

const findsByAll: Check = async (setup, stored) => {
  const queries: RecordQuery[] = [
    { status: 'failed', type: 'lxc' },
    { status: ['failed', 'success'], exit_code: { from: 0, to: 150 }, nsapp: ['plex', 'jellyfin'] },
    { status: 'failed', exit_code: { from: 100 }, search: 'e' },
    { type: 'lxc', os_type: 'debian', created: { from: middleOf(stored).created } },
    { type: 'lxc', nsapp: [] },
  ];
  for (const query of queries) await expectRead(setup, stored, query);
};

const searches: Check = async (setup, stored) => {
  const searched = ['plex', 'PLEX', 'p_ex', 'p%x', '%', '_', '0%', 'a', 'Ä', 'ä', '😀', ' ', '', 'not in any record'];
  for (const search of searched) await expectRead(setup, stored, { search });
};

const takesHostileText: Check = async (setup, stored) => {
  for (const text of HOSTILE_TEXTS) {
    for (const query of [{ nsapp: text }, { error: text }, { search: text }, { nsapp: [text, 'plex'] }])
      await expectRead(setup, stored, query);
    await expectRead(setup, stored, { nsapp: 'x\\', error: text });
    await expectGet(setup, stored, text);
  }
};

const sorts: Check = async (setup, stored) => {
  for (const field of Object.keys(RECORD_FIELDS) as RecordField[])
    for (const sort of [field, `-${field}`] as const) await expectRead(setup, stored, { sort });
  await expectRead(setup, stored, { sort: '-exit_code', status: 'failed', limit: 3 });
};

const readsUnordered: Check = async ({ source, refuses }, stored) => {
  for (const query of [{ order: 'none' }, { order: 'none', type: 'lxc' }] satisfies RecordQuery[]) {
    if (refuses?.(query)) continue;
    const read = await readAll(source.records(query));
    const expected = answerTo(query, stored);
    expectEqual(`keys of ${textOf(query)}`, read.map(({ key }) => key).sort(), expected.map(({ key }) => key).sort());
  }
};

const endsAtLimit: Check = async (setup, stored) => {
  for (const limit of [1, 2, stored.length - 1, stored.length, stored.length + 1]) {
    await expectRead(setup, stored, { limit });
    if (setup.refuses?.({ limit })) continue;
    const { items, complete } = await setup.source.list({ limit });
    expectEqual(`number of items of list(${limit})`, items.size, Math.min(limit, stored.length));
    expectEqual(`whether list(${limit}) is complete`, complete, limit >= stored.length);
  }
};

const readsFields: Check = async (setup, stored) => {
  const queries: RecordQuery[] = [
    { fields: ['nsapp'] },
    { fields: ['status', 'exit_code', 'created', 'updated', 'random_id'] },
    { fields: [], sort: 'nsapp' },
    { fields: ['nsapp'], status: 'failed', sort: '-exit_code', search: 'e' },
    { fields: Object.keys(RECORD_FIELDS) as RecordField[] },
  ];
  for (const query of queries) await expectRead(setup, stored, query);
};

const lists: Check = async ({ source, refuses }, stored) => {
  const queries: RecordQuery[] = [{}, { status: 'failed' }, { sort: '-nsapp', fields: ['nsapp'] }];
  for (const query of queries) {
    if (refuses?.(query)) continue;
    const { items, at, complete, health } = await source.list(query);
    expectSame(`list(${textOf(query)})`, [...items.values()], answerTo(query, stored));
    for (const [key, item] of items) expectEqual('the key of an item', key, item.key);
    expectThat('`at` is a Date', at instanceof Date && !Number.isNaN(at.getTime()));
    expectEqual('complete', complete, true);
    expectEqual(`the health of ${source.name}`, health[source.name]?.state, 'up');
  }
};

const getsById: Check = async (setup, stored) => {
  for (const { random_id, execution_id, record_id } of stored)
    for (const id of [random_id, execution_id, record_id]) if (id !== undefined) await expectGet(setup, stored, id);
  for (const id of ['', 'no-such-record', 'nosuchrecord000', '../records', '%']) await expectGet(setup, stored, id);
};

const counts: Check = async ({ source, refuses }, stored) => {
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

const summarizes: Check = async ({ source, refuses }, stored) => {
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

const refusesInvalid: Check = async ({ source }) => {
  const invalid = { nsap: 'plex' } as RecordQuery;
  const plan: SummaryPlan = { by: ['nsapp'] };
  const reads: Record<string, () => unknown> = {
    records: () => source.records(invalid),
    list: () => source.list(invalid),
    count: () => source.count(invalid),
    summarize: () => source.summarize(invalid, plan),
    ...(source.subscribe && { subscribe: () => source.subscribe?.(invalid) }),
  };
  for (const [name, read] of Object.entries(reads)) await expectRefusal(name, read, 'invalid-query', ['nsap']);
  const misplanned = { by: ['nsap'] } as unknown as SummaryPlan;
  await expectRefusal('summarize', () => source.summarize({}, misplanned), 'invalid-query', ['by']);
  for (const query of [{ limit: 0 }, { exit_code: NaN }, { exit_code: {} }, { created: { from: 'yesterday' } }])
    await expectRefusal('records', () => source.records(query), 'invalid-query', Object.keys(query));
  if (source.subscribe === undefined) return;
  await expectRefusal('subscribe', () => source.subscribe?.({ limit: 1 }), 'invalid-query', ['limit']);
};

const endsRequest: Check = async (setup, stored) => {
  let first: string | undefined;
  for await (const { key } of setup.source.records()) {
    first = key;
    break;
  }
  expectEqual('the first record', first, answerTo({}, stored)[0]?.key);
  const started = Date.now();
  while ((setup.openRequests?.() ?? 0) > 0) {
    expectThat('leaving the loop ends its request', Date.now() - started < PATIENCE_MS);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await expectRead(setup, stored, {});
};

const obeysSignal: Check = async ({ source }, stored) => {
  const call = { signal: AbortSignal.abort() };
  const reads: Record<string, () => unknown> = {
    records: () => source.records({}, call),
    list: () => source.list({}, call),
    get: () => source.get(stored[0]?.random_id ?? '', call),
    count: () => source.count({}, call),
    summarize: () => source.summarize({}, { by: [] }, call),
    ping: () => source.ping(call),
  };
  for (const [name, read] of Object.entries(reads)) await expectRefusal(name, read, 'aborted');
  const controller = new AbortController();
  const readTwo = async (): Promise<void> => {
    for await (const { key } of source.records({}, { signal: controller.signal })) if (key) controller.abort();
  };
  await expectRefusal('records, while it is read,', readTwo, 'aborted');
};

const pings: Check = async ({ source }) => {
  const { state, checkedAt } = await source.ping();
  expectEqual('state', state, 'up');
  expectThat('`checkedAt` is a Date', checkedAt instanceof Date);
};

const saysItIsDown: Check = async ({ unreachable }) => {
  if (unreachable === undefined) return;
  const { state, error } = await unreachable.ping();
  expectEqual('state', state, 'down');
  expectThat('the error of its health is a TelemetryError', isTelemetryError(error));
  await expectRefusal('list', () => unreachable.list(), 'unreachable');
  await expectRefusal('records', () => unreachable.records(), 'unreachable');
};

function fieldsOfType(type: FieldType): RecordField[] {
  return (Object.keys(RECORD_FIELDS) as RecordField[]).filter((field) => RECORD_FIELDS[field] === type);
}

type Value = string | number | boolean;

function valuesOf(stored: readonly StoredRecord[], field: RecordField): Value[] {
  const values = stored.map((record) => record[field]).filter((value) => value !== undefined);
  return [...new Set(values)].sort((a, b) => (a < b ? -1 : 1));
}

/** Every kind of condition that a field of this type has. */
function conditionsOf(type: FieldType, values: readonly Value[]): unknown[] {
  if (type === 'flag') return [true, false];
  if (type === 'status') return [...RECORD_STATUSES, ['success', 'failed'], []];
  const [low, high] = [values[1] ?? values[0], values.at(-2) ?? values[0]];
  const ends = low === undefined ? [] : [{ from: low }, { to: low }, { from: low, to: high }, { from: low, to: low }];
  const reversed = low === high ? [] : [{ from: high, to: low }];
  if (type === 'moment') return [...ends, ...reversed, { from: new Date(0) }, { to: new Date(0) }];
  const lists = [...values, values.slice(0, 2), []];
  if (type === 'text') return [...lists, '', 'no such value', ['no such value', ...values.slice(0, 1)]];
  return [...lists, ...ends, ...reversed, 0, -1, 1.5, { from: 0 }, { to: 0 }, { from: -1, to: 0 }];
}

function middleOf(stored: readonly StoredRecord[]): StoredRecord {
  return stored[Math.floor(stored.length / 2)] as StoredRecord;
}
