import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consentFromHost } from '../../src/host/consent/consent-from-host.js';
import type { Environment } from '../../src/host/environment/environment.js';
import { environmentToJoin, type InstallationToJoin } from '../../src/host/environment/environment-to-join.js';
import { recordFromEnvironment } from '../../src/host/environment/record-from-environment.js';
import { type InstallationRecord, TelemetryClient } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { aRecord } from '../support/records.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';

describe('recordFromEnvironment', () => {
  it('reads what the shell functions read', () => {
    const env = {
      NSAPP: 'plex',
      CT_TYPE: '0',
      DISK_SIZE: '8',
      CORE_COUNT: '2',
      RAM_SIZE: '2048',
      var_os: 'debian',
      var_version: '12',
      METHOD: 'advanced',
      RANDOM_UUID: random_id,
      PB_RECORD_ID: 'abc123def456789',
      HOME: '/root',
    };
    expect(recordFromEnvironment(env)).toEqual({
      record: {
        type: 'lxc',
        nsapp: 'plex',
        ct_type: 0,
        disk_size: 8,
        core_count: 2,
        ram_size: 2048,
        os_type: 'debian',
        os_version: '12',
        method: 'advanced',
        random_id,
      },
      record_id: 'abc123def456789',
      problems: [],
    });
  });

  it.each<{ env: Environment; record: object }>([
    { env: {}, record: { type: 'lxc', nsapp: '' } },
    { env: { NSAPP: 'plex', app: 'other' }, record: { type: 'lxc', nsapp: 'plex' } },
    { env: { NSAPP: '', app: 'jellyfin' }, record: { type: 'lxc', nsapp: 'jellyfin' } },
    { env: { app: 'jellyfin' }, record: { type: 'lxc', nsapp: 'jellyfin' } },
    { env: { TELEMETRY_TYPE: 'addon' }, record: { type: 'addon', nsapp: '' } },
    { env: { TELEMETRY_TYPE: 'vm', CT_TYPE: '1' }, record: { type: 'vm', nsapp: '' } },
    { env: { TELEMETRY_TYPE: 'turnkey', CT_TYPE: '0' }, record: { type: 'turnkey', nsapp: '', ct_type: 0 } },
    { env: { TELEMETRY_TYPE: 'tool' }, record: { type: 'tool', nsapp: '' } },
    { env: { NSAPP: '$(id) `id` "\\' }, record: { type: 'lxc', nsapp: '$(id) `id` "\\' } },
  ])('makes $record of $env', ({ env, record }) => {
    expect(recordFromEnvironment(env)).toEqual({ record, problems: [] });
  });

  it('takes a type the caller knows, whatever the environment says', () => {
    const { record, problems } = recordFromEnvironment({ TELEMETRY_TYPE: 'docker', CT_TYPE: '1' }, { type: 'vm' });
    expect({ record, problems }).toEqual({ record: { type: 'vm', nsapp: '' }, problems: [] });
  });

  it('takes every empty variable for an unset one, but for the id', () => {
    const names = ['TELEMETRY_TYPE', 'NSAPP', 'app', 'CT_TYPE', 'DISK_SIZE', 'CORE_COUNT', 'RAM_SIZE', 'var_os'];
    const env = Object.fromEntries([...names, 'var_version', 'METHOD', 'PB_RECORD_ID'].map((name) => [name, '']));
    expect(recordFromEnvironment(env)).toEqual(recordFromEnvironment({}));
    expect(recordFromEnvironment({ RANDOM_UUID: '' }).record.random_id).toBe('');
  });

  it.each<[string, number]>([
    ['20', 20],
    ['20G', 20],
    ['8GB', 8],
    ['1T', 1024],
    ['32g', 32],
    ['8.5', 8.5],
    ['512M', 0.5],
    ['20 GiB', 20],
    [' 4 ', 4],
    ['0', 0],
    ['G', 0],
  ])('reads a disk of %j as %d GB', (DISK_SIZE, disk_size) => {
    expect(recordFromEnvironment({ DISK_SIZE })).toEqual({
      record: { type: 'lxc', nsapp: '', disk_size },
      problems: [],
    });
  });

  it.each<[string, number]>([
    ['2048', 2048],
    ['2048M', 2048],
    ['2048MB', 2048],
    ['2G', 2048],
    ['4gb', 4096],
    ['1.5 GiB', 1536],
    ['1T', 1_048_576],
    [' 512 ', 512],
    ['0', 0],
  ])('reads memory of %j as %d MB', (RAM_SIZE, ram_size) => {
    expect(recordFromEnvironment({ RAM_SIZE })).toEqual({ record: { type: 'lxc', nsapp: '', ram_size }, problems: [] });
  });

  it.each([
    {
      name: 'DISK_SIZE',
      values: ['two', '-1', '8,5', '1e3', '0x10', '20GG', '20X', 'Infinity', 'NaN', '1, "a": 2', '٨'],
    },
    { name: 'RAM_SIZE', values: ['much', '-1', '2KB', '2B', '1e3', '2048 MB free', '{}'] },
    { name: 'CORE_COUNT', values: ['two', '-1', '1.5', '2 cores', '1e3', '0x2', '9'.repeat(16)] },
    { name: 'CT_TYPE', values: ['3', '-0', 'unprivileged', '1, "nsapp": "evil"', '01'] },
    { name: 'TELEMETRY_TYPE', values: ['docker', 'LXC', ' lxc', '__proto__', 'constructor'] },
    { name: 'PB_RECORD_ID', values: ['../x', 'a b', 'x'.repeat(129)] },
  ])('names $name where its value is of no use, and leaves it out', ({ name, values }) => {
    for (const value of values) {
      const { problems, ...read } = recordFromEnvironment({ [name]: value });
      expect(read, value).toEqual({ record: { type: 'lxc', nsapp: '' } });
      expect(problems, value).toEqual([{ name, expected: expect.stringMatching(/^expected /) }]);
    }
  });

  it('names every problem at once', () => {
    const { problems } = recordFromEnvironment({ DISK_SIZE: 'x', CORE_COUNT: 'y', RAM_SIZE: 'z', NSAPP: 'plex' });
    expect(problems.map(({ name }) => name)).toEqual(['DISK_SIZE', 'CORE_COUNT', 'RAM_SIZE']);
  });

  it.each(["x'||random_id!='", 'short', '../../etc', 'x'.repeat(65)])(
    'has nothing sent for an id that is none, rather than a second installation: %j',
    async (RANDOM_UUID) => {
      const backend = memory();
      const read = recordFromEnvironment({ RANDOM_UUID, NSAPP: 'plex', PB_RECORD_ID: 'abc123def456789' });
      expect(read).toEqual({
        record: { type: 'lxc', nsapp: 'plex', random_id: '' },
        problems: [{ name: 'RANDOM_UUID', expected: expect.stringMatching(/^expected /) }],
      });
      const outcome = await new TelemetryClient({ consent: 'yes', backend }).create(read.record);
      expect(outcome).toMatchObject({ outcome: 'skipped', reason: 'no-random-id' });
    },
  );

  it('takes nothing from a prototype, and gives nothing to one', () => {
    const env = Object.create({ NSAPP: 'inherited' }) as Record<string, string>;
    Object.defineProperty(env, '__proto__', { value: 'x', enumerable: true });
    expect(recordFromEnvironment(env).record).toEqual({ type: 'lxc', nsapp: '' });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('names what the runtime does not permit to read', () => {
    const env = new Proxy<Record<string, string>>(
      {},
      {
        getOwnPropertyDescriptor: (_, name) => {
          if (name === 'NSAPP') throw new Error('Requires env access');
          return undefined;
        },
      },
    );
    expect(recordFromEnvironment(env)).toEqual({
      record: { type: 'lxc', nsapp: '' },
      problems: [{ name: 'NSAPP', expected: 'expected permission to read it' }],
    });
  });

  it('makes a record the client takes of whatever the variables hold', async () => {
    const value = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('20G', '2', '1T', '0', 'vm'));
    const names = ['TELEMETRY_TYPE', 'NSAPP', 'CT_TYPE', 'DISK_SIZE', 'CORE_COUNT', 'RAM_SIZE', 'var_os', 'METHOD'];
    const environments = fc.dictionary(fc.constantFrom(...names), value);
    await fc.assert(
      fc.asyncProperty(environments, async (env) => {
        const { record } = recordFromEnvironment({ app: 'plex', ...env });
        const telemetry = new TelemetryClient({ consent: 'yes', backend: memory() });
        expect(await telemetry.create(record)).toMatchObject({ outcome: 'created' });
      }),
      { numRuns: 300 },
    );
  });
});

/** Sizes such that no unit loses anything. */
const sizes = fc.integer({ min: 0, max: 6_400_000 }).map((size) => size / 64);
const texts = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\0'));
const installations: fc.Arbitrary<InstallationRecord & { random_id: string }> = fc.record(
  {
    type: fc.constantFrom('lxc', 'vm', 'addon', 'pve', 'turnkey', 'tool'),
    nsapp: texts,
    ct_type: fc.constantFrom(0, 1, 2),
    disk_size: sizes,
    core_count: fc.nat(),
    ram_size: sizes,
    os_type: texts,
    os_version: texts,
    method: texts,
    random_id: fc.uuid(),
  },
  { requiredKeys: ['type', 'nsapp', 'random_id'] },
);

describe('environmentToJoin', () => {
  it('says which installation it is, and nothing else that was not given', () => {
    expect(environmentToJoin({ random_id })).toEqual({
      RANDOM_UUID: random_id,
      EXECUTION_ID: random_id,
      PB_RECORD_ID: '',
      POST_TO_API_DONE: 'true',
    });
  });

  it.each<[Partial<InstallationToJoin>, Record<string, string>]>([
    [{ record_id: 'abc123def456789' }, { PB_RECORD_ID: 'abc123def456789' }],
    [{ record_id: '../x' }, { PB_RECORD_ID: '' }],
    [{ execution_id: 'second-attempt' }, { EXECUTION_ID: 'second-attempt' }],
    [{ execution_id: '../x' }, { EXECUTION_ID: random_id }],
    [{ consent: true }, { DIAGNOSTICS: 'yes' }],
    [{ consent: false }, { DIAGNOSTICS: 'no' }],
    [{ consent: 'yes' as never }, { DIAGNOSTICS: 'no' }],
    [{ disk_size: '1T' }, { DISK_SIZE: '1024' }],
    [{ disk_size: 8.5 }, { DISK_SIZE: '8.5' }],
    [{ disk_size: 1 / 3 }, { DISK_SIZE: '0.333333' }],
    [{ nsapp: 'a\0b' }, { NSAPP: 'ab' }],
  ])('writes %o as %o', (own, variables) => {
    expect(environmentToJoin({ random_id, ...own })).toMatchObject(variables);
  });

  it.each<Partial<InstallationToJoin>>([
    { disk_size: NaN },
    { disk_size: -1 },
    { disk_size: 1e21 },
    { disk_size: 'two' },
    { core_count: 1.5 },
    { ct_type: 7 as never },
    { type: 'docker' as never },
    { nsapp: '' },
    { nsapp: '\0' },
    { method: {} as never },
    { pve_version: '8.3.2' },
  ])('leaves out what no variable can hold: %o', (own) => {
    expect(environmentToJoin({ random_id, ...own })).toEqual(environmentToJoin({ random_id }));
  });

  it.each(['', "x'||random_id!='", 'short', undefined])('hands on no installation for the id %j', (id) => {
    const variables = environmentToJoin({ random_id: id as string, record_id: 'abc123def456789' });
    expect(variables).toMatchObject({ RANDOM_UUID: '', EXECUTION_ID: '', PB_RECORD_ID: '' });
  });

  it('hands on the attempt, which is read with its installation alone', () => {
    const second = environmentToJoin({ random_id, execution_id: 'second-attempt' });
    expect(recordFromEnvironment(second).record).toMatchObject({ random_id, execution_id: 'second-attempt' });
    expect(recordFromEnvironment(environmentToJoin({ random_id })).record).not.toHaveProperty('execution_id');
    expect(recordFromEnvironment({ ...second, RANDOM_UUID: '' }).record).not.toHaveProperty('execution_id');
    expect(recordFromEnvironment({ ...second, EXECUTION_ID: 'x y' })).toMatchObject({
      record: { random_id },
      problems: [{ name: 'EXECUTION_ID' }],
    });
  });

  it('leaves nothing of the installation this process itself was started for', () => {
    const outer = environmentToJoin({ random_id: 'the-outer-one', record_id: 'outer0123456789' });
    const inner = { ...outer, ...environmentToJoin({ random_id }) };
    expect(recordFromEnvironment(inner)).toEqual({ record: { type: 'lxc', nsapp: '', random_id }, problems: [] });
    expect(inner['EXECUTION_ID']).toBe(random_id);
  });

  it('is read back as the same installation', () => {
    const records_id = fc.option(fc.stringMatching(/^[a-z0-9]{15}$/), { nil: undefined });
    fc.assert(
      fc.property(installations, records_id, (record, record_id) => {
        const { ct_type, ...rest } = record;
        expect(recordFromEnvironment(environmentToJoin({ ...record, record_id }))).toEqual({
          // A virtual machine has no other ct_type than its own.
          record: { ...rest, ...(ct_type !== undefined && record.type !== 'vm' && { ct_type }) },
          ...(record_id !== undefined && { record_id }),
          problems: [],
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('reaches a shell as it is', () => {
    const variables = environmentToJoin({
      random_id,
      type: 'vm',
      nsapp: '$(id) "ü"\n\\',
      disk_size: '20G',
      consent: true,
    });
    const script =
      'printf "%s|" "$NSAPP" "$DISK_SIZE" "$TELEMETRY_TYPE" "$RANDOM_UUID" "$DIAGNOSTICS" "${EXECUTION_ID:-}"';
    const printed = execFileSync('bash', ['-c', script], {
      env: { PATH: process.env['PATH'], ...variables },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(printed).toBe(`$(id) "ü"\n\\|20|vm|${random_id}|yes|${random_id}|`);
  });

  it('makes a process that was told so report the end of the same record', async () => {
    const backend = memory();
    const record = aRecord();
    const created = await new TelemetryClient({ consent: 'yes', backend }).create(record);
    const env = environmentToJoin({ ...created, consent: true });

    // What the process that is started does.
    const joined = recordFromEnvironment(env);
    const consent = consentFromHost({ env, path: '/nowhere/diagnostics' });
    const theirs = new TelemetryClient({ consent, backend });
    expect(await theirs.create({ ...joined.record, nsapp: 'other' })).toMatchObject({ outcome: 'existing' });
    const end = {
      random_id: joined.record.random_id ?? '',
      record_id: joined.record_id,
      status: 'failed',
      exit_code: 100,
    } as const;
    expect(await theirs.update(end)).toMatchObject({ outcome: 'updated' });
    expect(backend.records()).toMatchObject([
      { random_id: record.random_id, nsapp: 'plex', status: 'failed', exit_code: 100 },
    ]);
  });
});
