import type { Report } from '../../stores/report.js';
import { expectEqual, expectThat, rejectionOf } from '../contract-case.js';
import { expectRefusal } from '../expect-refusal.js';
import { aCall, aReport } from './expect-stored.js';
import type { StoreCheck } from './store-setup.js';

export const rejectsInvalid: StoreCheck = async (store) => {
  const invalid: Record<string, unknown> = {
    random_id: 'x'.repeat(129),
    execution_id: 7,
    nsapp: 'x'.repeat(129),
    status: 'melting',
    type: {},
    error: 'x'.repeat(131_073),
    method: 'x'.repeat(1_025),
    exit_code: -1,
    core_count: 1.5,
    ram_size: 2 ** 53,
    disk_size: Infinity,
    install_duration: NaN,
    failed_line: '7',
    has_arm: 'yes',
    key: 'given',
    created: new Date().toISOString(),
    nosuch: 1,
  };
  for (const [field, value] of Object.entries(invalid)) {
    const report = { ...aReport('failed'), [field]: value };
    await expectRefusal(field, () => store.report(report, aCall()), 'invalid-record', [field]);
    expectEqual('the record', await store.records.get(String(report.random_id)), undefined);
  }
  for (const field of ['random_id', 'nsapp', 'status'] as const) {
    const { [field]: left, ...report } = aReport('failed');
    const what = `${field} other than ${left}`;
    await expectRefusal(what, () => store.report(report as Report, aCall()), 'invalid-record', [field]);
  }
  for (const report of [undefined, null, 'text', [], JSON.parse('{"__proto__":{"status":"failed"}}')])
    await expectRefusal('what is not a report', () => store.report(report as Report, aCall()), 'invalid-record');
};

export const obeysSignal: StoreCheck = async (store) => {
  const report = aReport('failed');
  const reason = new Error('the caller has left');
  const aborted = { signal: AbortSignal.abort(reason) };
  const error = await rejectionOf('report after its signal', store.report(report, aborted));
  expectThat('it rejects with the reason', error === reason);
  expectEqual('afterwards', await store.records.get(report.random_id), undefined);
};

export const keepsRefusals: StoreCheck = async (store) => {
  for (const place of [1, 2, 3]) await store.refuse({ reason: `reason ${place}`, body: `{"nsapp":${place}` }, aCall());
  const kept = await store.refusals(2);
  expectEqual('reasons', kept.map(({ reason }) => reason).join(), 'reason 3,reason 2');
  expectEqual('bodies', kept.map(({ body }) => body).join(), '{"nsapp":3,{"nsapp":2');
  for (const { at } of kept) expectEqual('when', new Date(at).toISOString(), at);
  await store.refuse({ reason: `two\nlines${'.'.repeat(2_000)}`, body: `\0${'x'.repeat(20_000)}` }, aCall());
  const [long] = await store.refusals(1);
  expectEqual('the beginning of a long reason', long?.reason.slice(0, 9), 'two lines');
  expectEqual('lengths', [long?.reason.length, long?.body.length], [1_024, 16_384]);
  for (const limit of [0, 10_001, 1.5])
    await expectRefusal(`a limit of ${limit}`, () => store.refusals(limit), 'invalid-query', ['limit']);
  const refused = { reason: 'none' } as never;
  await expectRefusal('a refusal without a body', () => store.refuse(refused, aCall()), 'invalid-record');
};
