import { expectEqual, expectThat } from '../contract-case.js';
import { expectRefusal } from '../expect-refusal.js';
import { aCall, aReport, expectReport, recordOf } from './expect-stored.js';
import type { StoreCheck } from './store-setup.js';

export const keepsProgress: StoreCheck = async (store) => {
  const begin = aReport('installing');
  const before = Date.now();
  for (const status of ['installing', 'validation', 'configuring', 'configuring', 'failed'] as const)
    await expectReport(store, { ...begin, status }, 'stored');
  await expectReport(store, { ...begin, status: 'configuring' }, 'superseded');
  await expectReport(store, { ...begin, status: 'success' }, 'superseded');
  const other = aReport('success');
  await expectReport(store, other, 'stored');
  const { random_id } = begin;
  const progress = await store.progress([random_id, other.random_id, 'no-such-run']);
  expectEqual('its runs', [...progress.keys()].sort(), [random_id, other.random_id].sort());
  const steps = progress.get(random_id) ?? [];
  const expected = ['installing', 'validation', 'configuring', 'configuring', 'failed'];
  expectEqual(
    'its steps',
    steps.map(({ status }) => status),
    expected,
  );
  const moments = steps.map(({ at }) => at);
  expectEqual('their order', moments, [...moments].sort());
  expectThat(
    'they are moments of now',
    moments.every((at) => new Date(at).toISOString() === at && Date.parse(at) >= before - 1_000),
  );
  const { created, updated } = await recordOf(store, random_id);
  expectEqual('created and updated', [created, updated], [moments[0], moments.at(-1)]);
  expectEqual('updated of one report', (await recordOf(store, other.random_id)).updated, undefined);
  await expectRefusal('1,001 keys', () => store.progress(Array<string>(1_001).fill('key')), 'invalid-query', ['keys']);
};

export const boundsProgress: StoreCheck = async (store) => {
  const report = aReport('installing');
  await Promise.all(Array.from({ length: 150 }, () => store.report({ ...report, status: 'configuring' }, aCall())));
  await expectReport(store, report, 'stored');
  await expectReport(store, { ...report, status: 'failed', exit_code: 1 }, 'stored');
  const steps = (await store.progress([report.random_id])).get(report.random_id) ?? [];
  expectEqual('the number of steps', steps.length, 102);
  expectEqual(
    'the last steps',
    steps.slice(-2).map(({ status }) => status),
    ['installing', 'failed'],
  );
};
