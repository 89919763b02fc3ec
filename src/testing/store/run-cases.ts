import { makeRandomId } from '../../records/make-random-id.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';
import { FINAL_STATUSES } from '../../statuses.js';
import type { Report } from '../../stores/report.js';
import { expectEqual } from '../contract-case.js';
import { expectSame } from '../expect-same.js';
import { aCall, aReport, expectReport, recordOf } from './expect-stored.js';
import type { StoreCheck } from './store-setup.js';

export const keepsRunsApart: StoreCheck = async (store) => {
  const first = aReport('installing');
  const second = { ...first, execution_id: makeRandomId() };
  await expectReport(store, first, 'stored');
  // In a later millisecond, so that it is the newest with this random_id.
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expectReport(store, second, 'stored');
  await expectReport(store, { ...second, status: 'failed', exit_code: 1 }, 'stored');
  await expectReport(store, { ...first, status: 'success', exit_code: 0 }, 'stored');
  const [one, other] = [await recordOf(store, first.random_id), await recordOf(store, second.execution_id)];
  expectEqual('their ends', [one.status, other.status], ['success', 'failed']);
  expectEqual('their keys', [one.key, other.key], [first.random_id, second.execution_id]);
  expectEqual('runs of the installation', await store.records.count({ random_id: first.random_id }), 2);
};

export const keepsFirstEnd: StoreCheck = async (store) => {
  for (const first of FINAL_STATUSES) {
    const begin = aReport('installing');
    await expectReport(store, begin, 'stored');
    await expectReport(store, { ...begin, status: first, exit_code: 3, error: 'the first' }, 'stored');
    const stands = await recordOf(store, begin.random_id);
    expectSame('the end', endOf(stands), { status: first, exit_code: 3, error: 'the first' });
    for (const later of FINAL_STATUSES) {
      const exit_code = later === first ? 4 : 3;
      await expectReport(store, { ...begin, status: later, exit_code, error: 'a later one' }, 'superseded');
    }
    await expectReport(store, { ...begin, status: 'configuring' }, 'superseded');
    expectSame('the record', await recordOf(store, begin.random_id), stands);
  }
};

export const saysRepeated: StoreCheck = async (store) => {
  const begin = aReport('installing');
  await expectReport(store, begin, 'stored');
  const begun = await recordOf(store, begin.random_id);
  await expectReport(store, begin, 'repeated');
  expectSame('the record that began again', await recordOf(store, begin.random_id), begun);
  const end: Report = { ...begin, status: 'failed', exit_code: 127, error: 'Command not found' };
  await expectReport(store, end, 'stored');
  const ended = await recordOf(store, begin.random_id);
  await expectReport(store, end, 'repeated');
  await expectReport(store, { ...end, error: 'a shorter text' }, 'repeated');
  await expectReport(store, begin, 'repeated');
  expectSame('the record that ended again', await recordOf(store, begin.random_id), ended);
  expectEqual('its records', await store.records.count({ random_id: begin.random_id }), 1);
};

export const takesEndFirst: StoreCheck = async (store) => {
  const end: Report = { ...aReport('failed'), exit_code: 127, error: 'Command not found', os_type: 'debian' };
  await expectReport(store, end, 'stored');
  const begin: Report = { ...end, status: 'installing', exit_code: 0, error: 'none', os_type: 'alpine', core_count: 4 };
  await expectReport(store, begin, 'superseded');
  await expectReport(store, begin, 'repeated');
  const { status, exit_code, error, os_type, core_count } = await recordOf(store, end.random_id);
  expectEqual('the end', [status, exit_code, error], ['failed', 127, 'Command not found']);
  expectEqual('the fields', [os_type, core_count], ['debian', 4]);
};

export const prefersTheEnd: StoreCheck = async (store) => {
  const begin: Report = { ...aReport('installing'), os_type: 'debian', os_version: '12', nsapp: 'unknown' };
  await expectReport(store, begin, 'stored');
  await expectReport(
    store,
    { ...begin, status: 'configuring', os_type: 'alpine', core_count: 2, nsapp: 'other' },
    'stored',
  );
  const open = await recordOf(store, begin.random_id);
  expectEqual('the first values', [open.os_type, open.core_count, open.nsapp], ['debian', 2, 'unknown']);
  const { random_id } = begin;
  await expectReport(store, { random_id, nsapp: 'plex', status: 'success', exit_code: 0, os_version: '13' }, 'stored');
  const { os_type, os_version, core_count, nsapp } = await recordOf(store, random_id);
  expectEqual('with those of the end', [os_type, os_version, core_count, nsapp], ['debian', '13', 2, 'plex']);
};

export const forgetsEarlierError: StoreCheck = async (store) => {
  const begin: Report = { ...aReport('configuring'), exit_code: 9, error: 'early', error_category: 'network' };
  await expectReport(store, begin, 'stored');
  const { random_id, nsapp } = begin;
  await expectReport(store, { random_id, nsapp, status: 'success', exit_code: 0 }, 'stored');
  const { status, exit_code, error, error_category } = await recordOf(store, random_id);
  expectSame('the end', { status, exit_code, error, error_category }, { status: 'success', exit_code: 0 });
};

export const doesNotGoBack: StoreCheck = async (store) => {
  const report = aReport('configuring');
  for (const status of ['configuring', 'validation', 'installing'] as const)
    await expectReport(store, { ...report, status }, 'stored');
  await expectReport(store, { ...report, status: 'installing' }, 'repeated');
  expectEqual('its status', (await recordOf(store, report.random_id)).status, 'configuring');
};

export const keepsOneOfTwenty: StoreCheck = async (store) => {
  const begin = aReport('installing');
  await expectReport(store, begin, 'stored');
  const ends = Array.from({ length: 20 }, (_, place): Report => ({ ...begin, status: 'failed', exit_code: place + 1 }));
  const results = await Promise.all(ends.map((end) => store.report(end, aCall())));
  const stored = results.flatMap((result, place) => (result === 'stored' ? place + 1 : []));
  expectEqual('the number that is stored', stored.length, 1);
  expectEqual('the others', results.filter((result) => result === 'superseded').length, 19);
  expectEqual('the end', [(await recordOf(store, begin.random_id)).exit_code], stored);
};

function endOf({ status, exit_code, error }: StoredRecord): Partial<StoredRecord> {
  return { status, exit_code, error } as Partial<StoredRecord>;
}
