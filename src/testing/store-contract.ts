import { isTelemetryError } from '../errors.js';
import { makeRandomId } from '../records/make-random-id.js';
import type { StoredRecord } from '../sources/records/stored-record.js';
import { FINAL_STATUSES } from '../statuses.js';
import type { Report, ReportResult, StoreChange } from '../stores/report.js';
import type { Store } from '../stores/store.js';
import { type ContractCase, expectEqual, expectThat, rejectionOf } from './contract-case.js';
import { HOSTILE_TEXTS } from './contract-records.js';
import { expectRefusal, expectSame } from './expect-records.js';

/** A store, and what a test needs to look at its data from elsewhere. */
export interface StoreSetup {
  /** The store under test. Each case closes it. */
  readonly store: Store;
  /** Opens a store on the same data, as another process would; left out if the data is in this process only. */
  readonly open?: () => Store | Promise<Store>;
}

type Check = (store: Store, open: StoreSetup['open']) => void | Promise<void>;

/** How long a case waits for what must happen. */
const PATIENCE_MS = 10_000;

/**
 * Makes test cases for what a collector and a client rely on in a store, for any test runner. `recordsSourceContract` and
 * `backendContract` say the rest of its `records` and of its `backend()`. A case that does not apply (other processes
 * without `open`) passes.
 *
 * @param make - Makes the store under test; called once per case. Records of earlier cases may remain.
 *
 * @example
 * ```ts
 * import { memoryStore, storeContract } from '@community-scripts/telemetry/testing';
 * import { describe, test } from 'vitest';
 *
 * describe('my store', () => {
 *   for (const { name, run } of storeContract(() => ({ store: memoryStore() }))) test(name, run);
 * });
 * ```
 */
export function storeContract(make: () => StoreSetup | Promise<StoreSetup>): ContractCase[] {
  const contract: Record<string, Check> = {
    'has a name': hasName,
    'stores every field of a report': storesEveryField,
    'stores every status': storesEveryStatus,
    'keeps a run by its execution_id, and without one by its random_id': keepsRunsApart,
    'keeps the first end, whatever comes later': keepsFirstEnd,
    'says repeated for the same begin and the same end, and changes nothing': saysRepeated,
    'keeps an end that comes before its begin, and fills in what the begin gives': takesEndFirst,
    'prefers what the end gives, then what came first': prefersTheEnd,
    'forgets the exit code and error of a run that went on': forgetsEarlierError,
    'keeps the progress of a run as its steps': keepsProgress,
    'does not let the status of a run go back': doesNotGoBack,
    'keeps the end of a run after more progress than it keeps': boundsProgress,
    'gives one run one end when twenty are reported at once': keepsOneOfTwenty,
    'stores a thousand reports at once': storesThousand,
    'stores hostile text as text': storesHostileText,
    'stores numbers as they are': storesNumbers,
    'takes an empty text and 0 as not set': takesUnset,
    'rejects an invalid report, naming its fields, and stores nothing': rejectsInvalid,
    'stores nothing after the signal has aborted': obeysSignal,
    'keeps what was refused, the newest first': keepsRefusals,
    'tells its subscriptions what is reported': tellsReports,
    'tells every change after a cursor, and a gap where it cannot': tellsChangesAfterCursor,
    'has what it stored when it is opened again': isDurable,
    'gives one run one end when two processes report it': keepsOneOfTwoProcesses,
    'rejects what comes after it was closed': rejectsAfterClose,
  };
  return Object.entries(contract).map(([name, check]) => ({
    name,
    async run() {
      const { store, open } = await make();
      try {
        await check(store, open);
      } finally {
        await store.close();
      }
    },
  }));
}

const hasName: Check = ({ name }) => {
  expectThat('its name is a text', typeof name === 'string' && name !== '');
};

const storesEveryField: Check = async (store) => {
  const report: Required<Report> = {
    ...aReport('failed'),
    execution_id: makeRandomId(),
    type: 'lxc',
    exit_code: 127,
    error: 'Command not found\n---\nline',
    error_category: 'command_not_found',
    failed_command: "echo 'a'",
    failed_line: 12,
    install_duration: 34,
    method: 'default',
    ct_type: 1,
    disk_size: 8,
    core_count: 2,
    ram_size: 2048,
    os_type: 'debian',
    os_version: '12',
    pve_version: '8.3.2',
    kernel_version: '6.8.12',
    app_version: '1.10',
    cpu_vendor: 'intel',
    cpu_model: 'N100',
    gpu_vendor: 'intel',
    gpu_model: 'UHD',
    gpu_passthrough: 'igpu',
    ram_speed: '3200',
    arch: 'amd64',
    platform: 'pve',
    has_arm: false,
    repo_source: 'ProxmoxVE',
    repo_slug: 'community-scripts/ProxmoxVE',
  };
  const before = Date.now();
  await expectReport(store, report, 'stored');
  const { created, ...record } = await recordOf(store, report.execution_id);
  expectSame('the record', record, { ...report, key: report.execution_id });
  const ms = Date.parse(created);
  expectThat(`created is now, in ISO 8601, got ${created}`, new Date(ms).toISOString() === created);
  expectThat('created is when it was received', ms >= before - 1_000 && ms <= Date.now() + 1_000);
};

const storesEveryStatus: Check = async (store) => {
  for (const status of ['installing', 'validation', 'configuring', ...FINAL_STATUSES] as const) {
    const report = aReport(status);
    await expectReport(store, report, 'stored');
    expectEqual('its status', (await recordOf(store, report.random_id)).status, status);
  }
};

const keepsRunsApart: Check = async (store) => {
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

const keepsFirstEnd: Check = async (store) => {
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

const saysRepeated: Check = async (store) => {
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

const takesEndFirst: Check = async (store) => {
  const end: Report = { ...aReport('failed'), exit_code: 127, error: 'Command not found', os_type: 'debian' };
  await expectReport(store, end, 'stored');
  const begin: Report = { ...end, status: 'installing', exit_code: 0, error: 'none', os_type: 'alpine', core_count: 4 };
  await expectReport(store, begin, 'superseded');
  await expectReport(store, begin, 'repeated');
  const { status, exit_code, error, os_type, core_count } = await recordOf(store, end.random_id);
  expectEqual('the end', [status, exit_code, error], ['failed', 127, 'Command not found']);
  expectEqual('the fields', [os_type, core_count], ['debian', 4]);
};

const prefersTheEnd: Check = async (store) => {
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

const forgetsEarlierError: Check = async (store) => {
  const begin: Report = { ...aReport('configuring'), exit_code: 9, error: 'early', error_category: 'network' };
  await expectReport(store, begin, 'stored');
  const { random_id, nsapp } = begin;
  await expectReport(store, { random_id, nsapp, status: 'success', exit_code: 0 }, 'stored');
  const { status, exit_code, error, error_category } = await recordOf(store, random_id);
  expectSame('the end', { status, exit_code, error, error_category }, { status: 'success', exit_code: 0 });
};

const keepsProgress: Check = async (store) => {
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

const doesNotGoBack: Check = async (store) => {
  const report = aReport('configuring');
  for (const status of ['configuring', 'validation', 'installing'] as const)
    await expectReport(store, { ...report, status }, 'stored');
  await expectReport(store, { ...report, status: 'installing' }, 'repeated');
  expectEqual('its status', (await recordOf(store, report.random_id)).status, 'configuring');
};

const boundsProgress: Check = async (store) => {
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

const keepsOneOfTwenty: Check = async (store) => {
  const begin = aReport('installing');
  await expectReport(store, begin, 'stored');
  const ends = Array.from({ length: 20 }, (_, place): Report => ({ ...begin, status: 'failed', exit_code: place + 1 }));
  const results = await Promise.all(ends.map((end) => store.report(end, aCall())));
  const stored = results.flatMap((result, place) => (result === 'stored' ? place + 1 : []));
  expectEqual('the number that is stored', stored.length, 1);
  expectEqual('the others', results.filter((result) => result === 'superseded').length, 19);
  expectEqual('the end', [(await recordOf(store, begin.random_id)).exit_code], stored);
};

const storesThousand: Check = async (store) => {
  const method = makeRandomId();
  const reports = Array.from({ length: 1_000 }, () => ({ ...aReport('success'), method }));
  const results = await Promise.all(reports.map((report) => store.report(report, aCall())));
  expectEqual('the number that is stored', results.filter((result) => result === 'stored').length, 1_000);
  expectEqual('the number of records', await store.records.count({ method }), 1_000);
};

const storesHostileText: Check = async (store) => {
  for (const text of [...HOSTILE_TEXTS, '\uD83D\uDE00', '"},{"status":"success"}', "'); DROP TABLE runs; --"]) {
    const report: Report = { ...aReport('failed'), nsapp: text, error: text, failed_command: text };
    await expectReport(store, report, 'stored');
    const { nsapp, error, failed_command } = await recordOf(store, report.random_id);
    expectEqual('its texts', [nsapp, error, failed_command], [text, text, text]);
  }
  for (const text of ['a\0b', 'a\uD800b', 'a\uDC00b']) {
    const report: Report = { ...aReport('failed'), error: text };
    await expectReport(store, report, 'stored');
    expectEqual('what cannot be stored', (await recordOf(store, report.random_id)).error, 'a\uFFFDb');
  }
  const longest: Report = { ...aReport('failed'), error: '\uFFFD'.repeat(131_072), method: 'x'.repeat(1_024) };
  await expectReport(store, longest, 'stored');
  expectEqual('the longest text', (await recordOf(store, longest.random_id)).error?.length, 131_072);
};

const storesNumbers: Check = async (store) => {
  for (const number of [1, 255, 256, 300, 65_536, 2 ** 31, 2 ** 32, 2 ** 53 - 1]) {
    const numbers = { exit_code: number, core_count: number, ram_size: number, ct_type: number, failed_line: number };
    const report: Report = { ...aReport('failed'), ...numbers, install_duration: number, disk_size: number };
    await expectReport(store, report, 'stored');
    const { created, ...record } = await recordOf(store, report.random_id);
    expectThat('created is a text', typeof created === 'string');
    expectSame('the record', record, { ...report, key: report.random_id });
  }
  const half: Report = { ...aReport('failed'), disk_size: 0.5 };
  await expectReport(store, half, 'stored');
  expectEqual('its size', (await recordOf(store, half.random_id)).disk_size, 0.5);
};

const takesUnset: Check = async (store) => {
  const unset = { error: '', os_type: '', disk_size: 0, core_count: 0, install_duration: 0, method: undefined };
  const report = { ...aReport('success'), ...unset, exit_code: 0, ct_type: 0 } as unknown as Report;
  await expectReport(store, report, 'stored');
  const { created, ...record } = await recordOf(store, report.random_id);
  expectThat('created is a text', typeof created === 'string');
  const { random_id, nsapp } = report;
  const expected = { key: random_id, random_id, nsapp, status: 'success', exit_code: 0, ct_type: 0 };
  expectSame('the record', record, expected);
  const begin: Report = { ...aReport('installing'), exit_code: 0 };
  await expectReport(store, begin, 'stored');
  expectEqual('the exit code of a begin', (await recordOf(store, begin.random_id)).exit_code, undefined);
};

const rejectsInvalid: Check = async (store) => {
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

const obeysSignal: Check = async (store) => {
  const report = aReport('failed');
  const reason = new Error('the caller has left');
  const aborted = { signal: AbortSignal.abort(reason) };
  const error = await rejectionOf('report after its signal', store.report(report, aborted));
  expectThat('it rejects with the reason', error === reason);
  expectEqual('afterwards', await store.records.get(report.random_id), undefined);
};

const keepsRefusals: Check = async (store) => {
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

const tellsReports: Check = async (store) => {
  if (store.records.subscribe === undefined) return;
  const report = { ...aReport('installing'), method: makeRandomId() };
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE_MS);
  const told: unknown[] = [];
  const query = { method: report.method };
  for await (const event of store.records.subscribe(query, { signal: controller.signal })) {
    if (event.event === 'snapshot') {
      told.push(event.snapshot.items.size);
      await expectReport(store, report, 'stored');
    } else if (event.event === 'changed') {
      told.push(event.item.status, event.before?.status);
      if (event.item.status === 'failed') break;
      await expectReport(store, { ...report, status: 'failed', exit_code: 1 }, 'stored');
    }
  }
  clearTimeout(timer);
  expectEqual('what was told', told, [0, 'installing', undefined, 'failed', 'installing']);
};

const tellsChangesAfterCursor: Check = async (store) => {
  const [one, two] = [aReport('installing'), aReport('installing')];
  const told = await firstChanges(store, undefined, 3, async () => {
    await expectReport(store, one, 'stored');
    await expectReport(store, two, 'stored');
  });
  const whatIsTold = told.map((change) => [change.change, 'key' in change && change.key]);
  expectEqual('what is told', whatIsTold, [
    ['gap', false],
    ['stored', one.random_id],
    ['stored', two.random_id],
  ]);
  const [gap, first] = told.map(({ cursor }) => cursor);
  for (const { cursor } of told) expectThat(`${cursor} fits a header`, /^[A-Za-z0-9._-]{1,64}$/.test(cursor));
  await expectReport(store, { ...one, status: 'failed', exit_code: 1 }, 'stored');
  const [next, last] = await firstChanges(store, first, 2);
  expectEqual('the next', next?.change === 'stored' && next.key, two.random_id);
  expectSame('the last', last?.change === 'stored' && last.record, await recordOf(store, one.random_id));
  const again = await firstChanges(store, gap, 2);
  const keys = again.map((change) => (change.change === 'stored' ? change.key : change.change));
  expectEqual('each record once', keys, [two.random_id, one.random_id]);
  for (const after of ['', 'nonsense', `${first}0000`, '0'])
    expectEqual(`the first after ${after}`, (await firstChanges(store, after, 1))[0]?.change, 'gap');
  for await (const change of store.changes({ signal: AbortSignal.abort() }))
    throw new Error(`It told ${change.change} after its signal`);
};

/** The first changes after a cursor. `meanwhile` runs after the first one. */
async function firstChanges(
  store: Store,
  after: string | undefined,
  count: number,
  meanwhile?: () => Promise<void>,
): Promise<StoreChange[]> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE_MS);
  const told: StoreChange[] = [];
  for await (const change of store.changes({ after, signal: controller.signal })) {
    if (told.push(change) === count) break;
    if (told.length === 1) await meanwhile?.();
  }
  clearTimeout(timer);
  expectEqual('the number of changes', told.length, count);
  return told;
}

const isDurable: Check = async (store, open) => {
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

const keepsOneOfTwoProcesses: Check = async (store, open) => {
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

const rejectsAfterClose: Check = async (store) => {
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

async function expectReport(store: Store, report: Report, expected: ReportResult): Promise<void> {
  expectEqual(`report(${report.status})`, await store.report(report, aCall()), expected);
}

async function recordOf(store: Store, key: string): Promise<StoredRecord> {
  const record = await store.records.get(key);
  if (record === undefined) throw new Error(`Expected a record with the key ${key}`);
  return record;
}

function endOf({ status, exit_code, error }: StoredRecord): Partial<StoredRecord> {
  return { status, exit_code, error } as Partial<StoredRecord>;
}

function aReport(status: Report['status']): Report {
  return { random_id: makeRandomId(), nsapp: 'contract', status };
}

function aCall(): { readonly signal: AbortSignal } {
  return { signal: new AbortController().signal };
}
