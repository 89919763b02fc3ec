import { describe, expect, it } from 'vitest';
import type { IngestOptions } from '../../src/backends/ingest/index.js';
import { contractCatalogue, todayCatalogue } from '../../src/exit-codes/index.js';
import { describeFailure } from '../../src/failure/index.js';
import type { InstallationRecord, InstallationUpdate } from '../../src/index.js';
import { FIELDS } from '../../src/records/fields.js';
import { aRecord } from '../support/records.js';
import { aServiceClient } from '../support/ingest-service.js';
import { IngestService } from './service.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';

/** The payload of a create, and the row that became of it. */
async function created(own: Partial<InstallationRecord>, options: IngestOptions = {}): Promise<Sent> {
  const service = new IngestService();
  const outcome = await aServiceClient(service, options).create(aRecord({ random_id, ...own }));
  expect(outcome).toEqual({ random_id, outcome: 'accepted', by: 'service' });
  return sentTo(service);
}

/** The payload of an end, and the row that became of it. */
async function ended(
  end: Omit<InstallationUpdate, 'random_id'>,
  own: Partial<InstallationRecord> = {},
  options: IngestOptions = {},
): Promise<Sent> {
  const service = new IngestService();
  const telemetry = aServiceClient(service, options);
  await telemetry.create(aRecord({ random_id, ...own }));
  expect(await telemetry.update({ random_id, ...end })).toMatchObject({ outcome: 'accepted', by: 'service' });
  return sentTo(service);
}

interface Sent {
  readonly payload: Record<string, unknown>;
  readonly stored: Record<string, unknown>;
}

function sentTo({ bodies, stored }: IngestService): Sent {
  return { payload: JSON.parse(bodies.at(-1) ?? '') as Sent['payload'], stored: { ...stored.at(-1) } };
}

describe('a payload', () => {
  it('has the 28 keys of the shell client in its order, with its defaults', async () => {
    const { payload } = await created({});
    expect(Object.entries(payload)).toEqual(
      Object.entries({
        ...{ random_id, execution_id: random_id, type: 'lxc', nsapp: 'plex', status: 'installing', ct_type: 1 },
        ...{ disk_size: 0, core_count: 0, ram_size: 0, os_type: '', os_version: '', pve_version: '' },
        ...{ method: 'default', exit_code: 0, error: '', error_category: '', install_duration: 0 },
        ...{ cpu_vendor: 'unknown', cpu_model: '', gpu_vendor: 'unknown', gpu_model: '', gpu_passthrough: 'unknown' },
        ...{ ram_speed: '', arch: '', platform: '', has_arm: false, repo_source: '', repo_slug: '' },
      }),
    );
  });

  it('has 33 keys in version 2, of which the service of today ignores five', async () => {
    const further = { kernel_version: '6.8.12-4-pve', app_version: '1.41', failed_command: 'npm ci', failed_line: 42 };
    const { payload, stored } = await created(further, { payloadVersion: 2 });
    expect(Object.keys(payload)).toHaveLength(33);
    expect(Object.entries(payload).slice(28)).toEqual(Object.entries({ payload_version: 2, ...further }));
    expect(stored).not.toHaveProperty('failed_command');
  });

  it('has every field of a record, once', async () => {
    const { payload } = await created({}, { payloadVersion: 2 });
    expect(new Set(Object.keys(payload))).toEqual(new Set([...Object.keys(FIELDS), 'payload_version']));
  });

  it.each([
    { type: 'lxc', sent: 1 },
    { type: 'vm', sent: 2 },
    { type: 'addon', sent: 1 },
  ] as const)('has the ct_type $sent of a $type where nobody gave one, in an end alone too', async ({ type, sent }) => {
    expect((await created({ type })).payload).toMatchObject({ ct_type: sent });
    const service = new IngestService();
    await aServiceClient(service).update({ random_id, status: 'done', record: { type, nsapp: 'x' } });
    expect(sentTo(service).payload).toMatchObject({ ct_type: sent });
  });

  it('carries nothing of version 2 in version 1', async () => {
    const { payload } = await created({ kernel_version: '6.8', failed_line: 42 });
    expect(Object.keys(payload)).toHaveLength(28);
  });

  it.each<{ own: Partial<InstallationRecord>; sent: object }>([
    { own: { disk_size: 8.5 }, sent: { disk_size: 8 } },
    { own: { disk_size: '512M' }, sent: { disk_size: 1 } },
    { own: { disk_size: '200T' }, sent: { disk_size: 100_000 } },
    { own: { core_count: 255 }, sent: { core_count: 255 } },
    { own: { core_count: 256 }, sent: { core_count: 255 } },
    { own: { core_count: 512 }, sent: { core_count: 255 } },
    { own: { ct_type: 2 }, sent: { ct_type: 2 } },
    { own: { core_count: 0.5 }, sent: { core_count: 1 } },
    { own: { ram_size: 1_048_577 }, sent: { ram_size: 1_048_576 } },
    { own: { ram_size: 1e300 }, sent: { ram_size: 1_048_576 } },
    { own: { install_duration: 90_000.7 }, sent: { install_duration: 86_400 } },
    { own: { install_duration: 12.9 }, sent: { install_duration: 12 } },
    { own: { ct_type: 0 }, sent: { ct_type: 0 } },
  ])('has integers within the limits: $own', async ({ own, sent }) => {
    const { payload, stored } = await created(own);
    expect(payload).toMatchObject(sent);
    const [[field, value] = []] = Object.entries(sent);
    expect(stored[field ?? ''] ?? 0).toBe(value);
  });

  it.each([
    { type: 'lxc', os_type: 'archlinux', sent: 'arch-linux' },
    { type: 'lxc', os_type: 'arch', sent: 'arch-linux' },
    { type: 'lxc', os_type: 'almalinux', sent: 'alma' },
    { type: 'vm', os_type: 'rockylinux', sent: 'rocky' },
    { type: 'lxc', os_type: 'Debian', sent: 'debian' },
    { type: 'lxc', os_type: 'Arch Linux', sent: 'arch-linux' },
    { type: 'lxc', os_type: 'archarm', sent: 'arch-linux' },
    { type: 'lxc', os_type: 'Arch Linux ARM', sent: 'arch-linux' },
    { type: 'lxc', os_type: 'rocky linux', sent: 'rocky' },
    { type: 'lxc', os_type: 'Debian GNU/Linux', sent: 'debian' },
    { type: 'lxc', os_type: 'Alpine Linux', sent: 'alpine' },
    { type: 'lxc', os_type: 'opensuse-leap', sent: 'opensuse' },
    { type: 'vm', os_type: 'openSUSE Tumbleweed', sent: 'opensuse' },
    { type: 'lxc', os_type: 'CentOS Stream', sent: 'centos' },
    { type: 'vm', os_type: 'arch-linux', sent: 'arch-linux' },
    { type: 'lxc', os_type: 'linux', sent: '' },
    { type: 'vm', os_type: 'truenas', sent: '' },
    { type: 'lxc', os_type: 'cachyos', sent: '' },
    { type: 'lxc', os_type: '__proto__', sent: '' },
    { type: 'lxc', os_type: 'none', sent: '' },
    { type: 'addon', os_type: 'nixos', sent: 'nixos' },
    { type: 'turnkey', os_type: 'Whatever', sent: 'Whatever' },
  ] as const)('says $sent for the os_type $os_type of $type', async ({ type, os_type, sent }) => {
    const { payload, stored } = await created({ type, os_type });
    expect(payload['os_type']).toBe(sent);
    expect(stored['os_type'] ?? '').toBe(sent);
  });

  it.each<{ own: Partial<InstallationRecord>; sent: object }>([
    { own: { pve_version: 'not found' }, sent: { pve_version: '' } },
    { own: { pve_version: undefined }, sent: { pve_version: '' } },
    { own: { pve_version: 'incus-6.0' }, sent: { pve_version: 'incus-6.0' } },
    { own: { cpu_vendor: 'Intel' }, sent: { cpu_vendor: 'intel' } },
    { own: { cpu_vendor: 'GenuineIntel' }, sent: { cpu_vendor: 'intel' } },
    { own: { cpu_vendor: 'Intel(R) Corporation' }, sent: { cpu_vendor: 'intel' } },
    { own: { cpu_vendor: 'AuthenticAMD' }, sent: { cpu_vendor: 'amd' } },
    { own: { cpu_vendor: 'ARM Limited' }, sent: { cpu_vendor: 'arm' } },
    { own: { cpu_vendor: 'Apple Inc.' }, sent: { cpu_vendor: 'apple' } },
    { own: { cpu_vendor: 'Qualcomm' }, sent: { cpu_vendor: 'qualcomm' } },
    { own: { cpu_vendor: 'nvidia' }, sent: { cpu_vendor: 'unknown' } },
    { own: { cpu_vendor: 'CentaurHauls' }, sent: { cpu_vendor: 'unknown' } },
    { own: { cpu_vendor: 'constructor' }, sent: { cpu_vendor: 'unknown' } },
    { own: { gpu_vendor: ' NVIDIA ' }, sent: { gpu_vendor: 'nvidia' } },
    { own: { gpu_vendor: 'NVIDIA Corporation' }, sent: { gpu_vendor: 'nvidia' } },
    { own: { gpu_vendor: 'Intel Corporation' }, sent: { gpu_vendor: 'intel' } },
    { own: { gpu_vendor: 'Advanced Micro Devices, Inc. [AMD/ATI]' }, sent: { gpu_vendor: 'amd' } },
    { own: { gpu_vendor: 'Advanced Micro Devices' }, sent: { gpu_vendor: 'amd' } },
    { own: { gpu_vendor: 'apple' }, sent: { gpu_vendor: 'unknown' } },
    { own: { gpu_vendor: 'Red Hat, Inc. Virtio 1.0 GPU' }, sent: { gpu_vendor: 'unknown' } },
    { own: { gpu_vendor: 'Corporation of Intelligence' }, sent: { gpu_vendor: 'unknown' } },
    { own: { gpu_passthrough: 'DGPU' }, sent: { gpu_passthrough: 'dgpu' } },
    { own: { gpu_passthrough: 'yes' }, sent: { gpu_passthrough: 'unknown' } },
    { own: { gpu_passthrough: 'no' }, sent: { gpu_passthrough: 'none' } },
    { own: { arch: 'x86_64' }, sent: { arch: 'amd64' } },
    { own: { arch: 'aarch64' }, sent: { arch: 'arm64' } },
    { own: { arch: 'riscv64' }, sent: { arch: 'riscv64' } },
    { own: { platform: 'PVE' }, sent: { platform: 'pve' } },
    { own: { platform: 'docker' }, sent: { platform: '' } },
    { own: { has_arm: true }, sent: { has_arm: true } },
  ])('spells as the service does: $own', async ({ own, sent }) => {
    const { payload, stored } = await created(own);
    expect(payload).toMatchObject(sent);
    // The service of today reads neither of them.
    const [[field = '', value] = []] = Object.entries(sent).filter(([name]) => name !== 'arch' && name !== 'platform');
    expect(stored[field] ?? '').toBe(value ?? '');
  });

  it.each([
    { gpu_passthrough: 'igpu', sent: 'yes' },
    { gpu_passthrough: 'none', sent: 'no' },
    { gpu_passthrough: 'yes', sent: 'yes' },
    { gpu_passthrough: 'maybe', sent: 'unknown' },
  ])('says $sent for the passthrough $gpu_passthrough in version 2', async ({ gpu_passthrough, sent }) => {
    const { payload, stored } = await created({ gpu_passthrough }, { payloadVersion: 2 });
    expect(payload).toMatchObject({ gpu_passthrough: sent });
    // It is no word of the service of today.
    expect(stored).toMatchObject({ gpu_passthrough: 'unknown' });
  });

  it.each([
    { given: {}, sent: ['', ''] },
    { given: { repo_source: 'ProxmoxVE' }, sent: ['ProxmoxVE', 'community-scripts/ProxmoxVE'] },
    { given: { repo_source: 'ProxmoxVED' }, sent: ['ProxmoxVED', 'community-scripts/ProxmoxVED'] },
    { given: { repo_source: 'DevScripts' }, sent: ['ProxmoxVED', 'community-scripts/ProxmoxVED'] },
    { given: { repo_source: 'external' }, sent: ['external', ''] },
    { given: { repo_source: 'my-fork' }, sent: ['external', ''] },
    { given: { repo_slug: 'community-scripts/ProxmoxVED' }, sent: ['ProxmoxVED', 'community-scripts/ProxmoxVED'] },
    { given: { repo_slug: 'me/ProxmoxVE' }, sent: ['ProxmoxVE', 'me/ProxmoxVE'] },
    { given: { repo_slug: 'me/scripts' }, sent: ['external', 'me/scripts'] },
    { given: { repo_slug: 'no slug' }, sent: ['', ''] },
    { given: { repo_slug: ' me/ProxmoxVE\n' }, sent: ['ProxmoxVE', 'me/ProxmoxVE'] },
    { given: { repo_source: ' ProxmoxVED ', repo_slug: ' ' }, sent: ['ProxmoxVED', 'community-scripts/ProxmoxVED'] },
    { given: { repo_slug: `${'o'.repeat(118)}/ProxmoxVE` }, sent: ['ProxmoxVE', `${'o'.repeat(118)}/ProxmoxVE`] },
    { given: { repo_slug: `${'o'.repeat(119)}/ProxmoxVE` }, sent: ['', ''] },
    { given: { repo_source: 'external', repo_slug: `${'o'.repeat(130)}/ProxmoxVE` }, sent: ['external', ''] },
    { given: { repo_source: 'external', repo_slug: 'me/ProxmoxVE' }, sent: ['external', 'me/ProxmoxVE'] },
    {
      given: { repo_source: 'ProxmoxVE', repo_slug: 'community-scripts/ProxmoxVED' },
      sent: ['ProxmoxVED', 'community-scripts/ProxmoxVED'],
    },
    {
      given: { repo_source: 'external', repo_slug: 'community-scripts/ProxmoxVE' },
      sent: ['ProxmoxVE', 'community-scripts/ProxmoxVE'],
    },
  ])('names one repository: $given', async ({ given, sent }) => {
    const { payload, stored } = await created(given);
    expect([payload['repo_source'], payload['repo_slug']]).toEqual(sent);
    expect([stored['repo_source'] ?? '', stored['repo_slug'] ?? '']).toEqual(sent);
  });

  it.each<{ field: keyof InstallationRecord; bytes: number }>([
    { field: 'nsapp', bytes: 64 },
    { field: 'os_version', bytes: 32 },
    { field: 'method', bytes: 32 },
    { field: 'cpu_model', bytes: 64 },
    { field: 'gpu_model', bytes: 64 },
    { field: 'ram_speed', bytes: 16 },
  ])('cuts $field at $bytes bytes and splits no character', async ({ field, bytes }) => {
    for (const text of ['ä'.repeat(bytes), `x${'😀'.repeat(bytes)}`, 'a'.repeat(bytes), 'ab '.repeat(bytes)]) {
      const { payload, stored } = await created({ [field]: text });
      const sent = payload[field] as string;
      expect(text.startsWith(sent)).toBe(true);
      expect(Buffer.byteLength(sent)).toBeGreaterThan(bytes - 4);
      expect(stored[field]).toBe(sent);
    }
  });

  it.each([
    { given: ' my\r\napp\u2028\u001B[31m\t', sent: 'my app' },
    { given: 'my \n\n  app', sent: 'my app' },
    { given: 'my\tapp', sent: 'my app' },
    { given: 'my\n\u001B[31m  \u0007app', sent: 'my app' },
    { given: 'my\u000B\f\u0085app', sent: 'my app' },
    { given: 'my  app', sent: 'my  app' },
    { given: 'my\u0000app', sent: 'myapp' },
  ])('has one line in every text but the error: $given', async ({ given, sent }) => {
    const { payload, stored } = await created({ nsapp: given, cpu_model: given });
    expect(payload).toMatchObject({ nsapp: sent, cpu_model: sent });
    expect(stored).toMatchObject({ nsapp: sent, cpu_model: sent });
  });

  it.each(['nsapp', 'type'] as const)('is refused by name without %s, before anything is sent', async (field) => {
    const service = new IngestService();
    const record = { type: 'lxc', nsapp: 'plex', [field]: undefined } as Partial<InstallationRecord>;
    expect(await aServiceClient(service).update({ random_id, status: 'done', record })).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'invalid-record',
        fate: 'not-sent',
        message: expect.stringContaining(`The service needs ${field} in every report`),
        fields: { [field]: 'is missing: the service needs it in every report' },
      },
    });
    expect(service.bodies).toEqual([]);
  });
});

describe('an end', () => {
  it.each<{ end: object; own?: Partial<InstallationRecord>; options?: IngestOptions; sent: object }>([
    { end: { status: 'done', exit_code: 5 }, sent: { status: 'success', exit_code: 0, error: '', error_category: '' } },
    { end: { status: 'failed', exit_code: 1 }, sent: { status: 'failed', exit_code: 1, error_category: 'shell' } },
    { end: {}, sent: { status: 'failed', exit_code: 1 } },
    { end: { status: 'failed', exit_code: 0 }, sent: { status: 'failed', exit_code: 1, error_category: 'shell' } },
    { end: { status: 'failed', exit_code: 999 }, sent: { status: 'failed', exit_code: 255, error: 'Unknown error' } },
    { end: { status: 'failed', exit_code: 137 }, sent: { status: 'failed', error_category: 'resource' } },
    { end: { status: 'failed', exit_code: 129 }, sent: { status: 'aborted', exit_code: 129 } },
    { end: { status: 'failed', exit_code: 130 }, sent: { status: 'aborted', error_category: 'user_aborted' } },
    { end: { status: 'failed', exit_code: 143 }, sent: { status: 'aborted', exit_code: 143 } },
    { end: { status: 'failed', exit_code: 254 }, sent: { status: 'failed', exit_code: 254 } },
    {
      end: { status: 'failed', exit_code: 254 },
      options: { abortedExitCodes: 'declined' },
      sent: { status: 'aborted', exit_code: 254, error_category: 'user_aborted' },
    },
    {
      end: { status: 'failed', exit_code: 143 },
      options: { abortedExitCodes: 'declined' },
      sent: { status: 'aborted' },
    },
    {
      end: { status: 'aborted' },
      sent: {
        status: 'aborted',
        exit_code: 130,
        error: 'Terminated by Ctrl+C (SIGINT)',
        error_category: 'user_aborted',
      },
    },
    { end: { status: 'aborted', exit_code: 1 }, sent: { status: 'aborted', exit_code: 1 } },
    { end: { status: 'aborted', exit_code: 0 }, sent: { status: 'aborted', exit_code: 0 } },
    { end: { status: 'melted', exit_code: 7 }, sent: { status: 'unknown', exit_code: 7, error_category: 'network' } },
    {
      end: { status: 'failed', exit_code: 238, error: 'x' },
      own: { type: 'addon' },
      sent: { status: 'unknown', exit_code: 238, error: 'x' },
    },
    { end: { status: 'failed', exit_code: 1 }, own: { type: 'pve' }, sent: { status: 'unknown', exit_code: 1 } },
    { end: { status: 'failed', exit_code: 130 }, own: { type: 'pve' }, sent: { status: 'aborted' } },
    { end: { status: 'failed', exit_code: 1 }, own: { type: 'tool' }, sent: { status: 'failed', exit_code: 1 } },
    { end: { status: 'done' }, own: { type: 'addon' }, sent: { status: 'success' } },
    { end: { exit_code: 100 }, own: { error_category: 'Storage' }, sent: { error_category: 'storage' } },
    { end: { exit_code: 100, record: { error_category: 'melted' } }, sent: { error_category: 'unknown' } },
    { end: { status: 'aborted', record: { error_category: 'timeout' } }, sent: { error_category: 'timeout' } },
  ])('is sent so that it is stored as it is: $end $own $options', async ({ end, own, options, sent }) => {
    const { payload, stored } = await ended(end, own, options);
    expect(payload).toMatchObject(sent);
    for (const field of ['status', 'exit_code', 'error'] as const) {
      expect(stored[field] ?? (field === 'exit_code' ? 0 : '')).toBe(payload[field]);
    }
  });

  it.each([
    { error: 'Press Ctrl+C to stop, or CTRL-C', sent: 'Press Ctrl +C to stop, or CTRL -C' },
    { error: 'got SIGINT or SIGHUP', sent: 'got SIG INT or SIG HUP' },
    { error: 'Aborted by user', sent: 'Abort ed by user' },
    { error: 'cancelled by user', sent: 'cancell ed by user' },
    { error: 'a user abort', sent: 'a user ab ort' },
    { error: 'user aborted by user abort', sent: 'user ab ort ed by user ab ort' },
    { error: 'No changes have been made.', sent: 'No change s have been made.' },
    { error: 'aborted  by user', sent: 'aborted  by user' },
  ])('that failed has one blank in the words that make an abort: $error', async ({ error, sent }) => {
    const { payload, stored } = await ended({ status: 'failed', exit_code: 1, error });
    expect(payload).toMatchObject({ status: 'failed', error: sent });
    expect(stored).toMatchObject({ status: 'failed', error: sent });
  });

  it.each([
    'got SIGINT',
    'Press Ctrl+C to stop',
    'press ctrl-c',
    'killed by sighup',
    'Aborted by user abort',
    'cancelled by user',
    'No changes have been made',
    'SIGHUPSIGINT ctrl+ctrl+c',
    'S\u0130GINT and SIG\u0130NT and S\u0130GHUP',
  ])('that failed stays failed, though the output says: %s', async (error) => {
    const { payload, stored } = await ended({ status: 'failed', exit_code: 1, error });
    expect(stored).toMatchObject({ status: 'failed', exit_code: 1, error: payload['error'] });
    expect((payload['error'] as string).replaceAll(' ', '')).toBe(error.replaceAll(' ', ''));
  });

  it.each([
    { error: '\r\n a\r\nb\rc \n', sent: 'a\nb\nc' },
    { error: '\u001B[31mred\u001B[0m', sent: 'red' },
    { error: '\u0007\n', sent: 'Unknown error' },
    { error: 'half \uD800', sent: 'half \uFFFD' },
    { error: 'ä '.repeat(20_000), sent: 'ä '.repeat(6_144).trimEnd() },
    { error: 'ä'.repeat(20_000), sent: 'ä'.repeat(11_264) },
  ])('has an error text as it is stored', async ({ error, sent }) => {
    const { payload, stored } = await ended({ error });
    expect([payload['error'], stored['error']]).toEqual([sent, sent]);
  });

  it('explains each exit code with a text the service masks nothing of', async () => {
    for (const catalogue of [contractCatalogue, todayCatalogue]) {
      for (const code of Object.keys(catalogue)
        .map(Number)
        .filter((known) => known > 0)) {
        const error = describeFailure({ exitCode: code }, { catalogue });
        const { payload, stored } = await ended({ exit_code: code, error });
        expect((payload['error'] as string).replaceAll(' ', '')).toBe(error.replaceAll(' ', ''));
        expect(stored['error']).toBe(payload['error']);
      }
    }
  });

  it('loses the last numbers of a version, which the service takes for an address', async () => {
    const { payload, stored } = await ended({ error: 'nodejs 20.11.1 on debian 12.5' });
    expect(payload['error']).toBe('nodejs 20.11.1 on debian 12.5');
    expect(stored['error']).toBe('nodejs 20.x.x on debian 12.5');
  });

  it('is never too long for the service, whatever a hook makes of it', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(
      service,
      {},
      {
        beforeSend: ({ payload }) => Object.assign(payload, { error: '"\n😀'.repeat(60_000) }),
      },
    );
    await telemetry.create(aRecord({ random_id }));
    expect(await telemetry.update({ random_id })).toMatchObject({ outcome: 'accepted' });
    const { payload, stored } = sentTo(service);
    expect(stored['error']).toBe(payload['error']);
    expect(Buffer.byteLength(payload['error'] as string)).toBeGreaterThan(119_990);
  });

  it('repeats all that create knew, and what the end knows over it', async () => {
    const own = { os_type: 'debian', core_count: 2, arch: 'amd64', has_arm: true, cpu_model: 'i7' };
    const { payload } = await ended({ status: 'done', record: { install_duration: 61, cpu_model: 'i9' } }, own);
    expect(payload).toMatchObject({ ...own, install_duration: 61, cpu_model: 'i9', status: 'success' });
  });

  it('of a process that did not create is sent with what it is given', async () => {
    const service = new IngestService();
    const record = {
      type: 'vm',
      nsapp: 'haos',
      random_id,
      ram_size: 4_096,
      execution_id: 'attempt-of-another',
    } as const;
    const outcome = await aServiceClient(service).update({ random_id, status: 'done', record });
    expect(outcome).toEqual({ random_id, outcome: 'accepted', by: 'service' });
    const { payload } = sentTo(service);
    expect(Object.keys(payload)).toHaveLength(28);
    expect(payload).toMatchObject({ ...record, ct_type: 2, status: 'success' });
  });

  it.each([
    { record: { random_id: 'another-random-id' }, field: 'random_id' },
    { record: { status: 'failed' }, field: 'status' },
    { record: { nsap: 'x' }, field: 'nsap' },
    { record: { execution_id: "x' or 1=1" }, field: 'execution_id' },
    { record: 'plex', field: 'record' },
    { record: null, field: 'type' },
  ])('is refused with a record of $record', async ({ record, field }) => {
    const service = new IngestService();
    expect(await aServiceClient(service).update({ random_id, record: record as never })).toMatchObject({
      error: { code: 'invalid-record', fields: { [field]: expect.any(String) } },
    });
    expect(service.bodies).toEqual([]);
  });

  it('can be given again with what it needs, once it was refused for want of it', async () => {
    const service = new IngestService();
    const telemetry = aServiceClient(service);
    expect(await telemetry.update({ random_id, exit_code: 5 })).toMatchObject({
      error: { fields: { type: expect.any(String), nsapp: expect.any(String) } },
    });
    const record = { type: 'lxc', nsapp: 'plex' } as const;
    expect(await telemetry.update({ random_id, exit_code: 5, record })).toMatchObject({ outcome: 'accepted' });
    expect(service.stored).toMatchObject([{ nsapp: 'plex', status: 'failed', exit_code: 5 }]);
  });
});
