import { isTelemetryError } from '../../errors.js';
import type { Report, ReportResult } from '../../stores/report.js';
import type { Store } from '../../stores/store.js';
import { expectEqual, expectThat } from '../contract-case.js';
import { expectRefusal } from '../expect-refusal.js';
import { expectSame } from '../expect-same.js';
import { aCall, aReport, expectReport, recordOf } from './expect-stored.js';
import type { StoreCheck } from './store-setup.js';

export const isDurable: StoreCheck = async (store, open) => {
  if (open === undefined) return;
  const report: Report = { ...aReport('failed'), exit_code: 127 };
  await expectReport(store, report, 'stored');
  await store.refuse({ reason: report.random_id, body: '{' }, aCall());
  const record = await recordOf(store, report.random_id);
  await store.close();
  const again = await open();
  expectSame('the record', await recordOf(again, report.random_id), record);
  expectEqual('the refusal', (await again.refusals(1))[0]?.reason, report.random_id);
  await expectReport(again, report, 'repeated');
  await again.close();
};

export const keepsOneOfTwoProcesses: StoreCheck = async (store, open) => {
  if (open === undefined) return;
  const other = await open();
  try {
    const begins = Array.from({ length: 50 }, () => aReport('installing'));
    await Promise.all(begins.map((begin) => expectReport(store, begin, 'stored')));
    const endsOf = (from: Store, exit_code: number): Promise<ReportResult[]> =>
      Promise.all(begins.map((begin) => from.report({ ...begin, status: 'failed', exit_code }, aCall())));
    const [one, two] = await Promise.all([endsOf(store, 1), endsOf(other, 2)]);
    for (const [place, { random_id }] of begins.entries()) {
      const results = [one[place], two[place]];
      expectEqual('the results of both', [...results].sort(), ['stored', 'superseded']);
      const expected = results.indexOf('stored') + 1;
      expectEqual('the end', (await recordOf(store, random_id)).exit_code, expected);
      expectEqual('the end as the other reads it', (await recordOf(other, random_id)).exit_code, expected);
    }
  } finally {
    await other.close();
  }
};

export const rejectsAfterClose: StoreCheck = async (store) => {
  const report = aReport('failed');
  const last = store.report(report, aCall());
  const closed = store.close();
  expectEqual('a report that waits when it is closed', await last, 'stored');
  await closed;
  await store.close();
  await expectRefusal('report', () => store.report(aReport('failed'), aCall()), 'unavailable');
  await expectRefusal('refuse', () => store.refuse({ reason: 'late', body: '' }, aCall()), 'unavailable');
  await expectRefusal('list', () => store.records.list(), 'unreachable');
  const { state, error } = await store.records.ping();
  expectEqual('its health', state, 'down');
  expectThat('with a TelemetryError', isTelemetryError(error));
};
