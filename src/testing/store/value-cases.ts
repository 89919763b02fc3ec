import { makeRandomId } from '../../records/make-random-id.js';
import { FINAL_STATUSES } from '../../statuses.js';
import type { Report } from '../../stores/report.js';
import { expectEqual, expectThat } from '../contract-case.js';
import { expectSame } from '../expect-same.js';
import { HOSTILE_TEXTS } from '../hostile-texts.js';
import { aCall, aReport, expectReport, recordOf } from './expect-stored.js';
import type { StoreCheck } from './store-setup.js';

export const storesEveryField: StoreCheck = async (store) => {
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

export const storesEveryStatus: StoreCheck = async (store) => {
  for (const status of ['installing', 'validation', 'configuring', ...FINAL_STATUSES] as const) {
    const report = aReport(status);
    await expectReport(store, report, 'stored');
    expectEqual('its status', (await recordOf(store, report.random_id)).status, status);
  }
};

export const storesThousand: StoreCheck = async (store) => {
  const method = makeRandomId();
  const reports = Array.from({ length: 1_000 }, () => ({ ...aReport('success'), method }));
  const results = await Promise.all(reports.map((report) => store.report(report, aCall())));
  expectEqual('the number that is stored', results.filter((result) => result === 'stored').length, 1_000);
  expectEqual('the number of records', await store.records.count({ method }), 1_000);
};

export const storesHostileText: StoreCheck = async (store) => {
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

export const storesNumbers: StoreCheck = async (store) => {
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

export const takesUnset: StoreCheck = async (store) => {
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
