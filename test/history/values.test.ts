import { expect, it } from 'vitest';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { everything, everythingStored, useGatedPocketBase } from './gated-pocketbase.js';

const { server, aClient, aGate } = useGatedPocketBase();

describeOnPocketBase('a value', () => {
  it.each([
    'Intel(R) Core(TM) i7 "12th Gen"',
    'C:\\new\\table',
    'a backslash at the end\\',
    'two\nlines\r\nand\ta tab',
    '\u001B[1;31mred\u001B[0m \u001B]0;title\u0007',
    'bell\u0007 nul\u0000 del\u007F',
    "'single' `ticks` $(id) ${HOME}",
    'plex","status":"sucess","x":"',
    '{"a":[1,2]}',
    'AMD Ryzen™ 9 – ä 😀 \u2028',
  ])('of text like %j is stored as it is (f2b7c9638 #11875, 0957a2336, 9a95d81f1, 8b62b8f3c)', async (given) => {
    const texts = { nsapp: given, os_type: given, os_version: given, method: given, pve_version: given };
    const { random_id, outcome } = await aClient().create(aRecord({ ...everything, ...texts }));
    expect(outcome).toBe('created');
    expect(await server().records(random_id)).toMatchObject([{ ...texts, core_count: 2, status: 'installing' }]);
  });

  it('of an explanation loses its colours, its control characters and nothing else (0957a2336)', async () => {
    const telemetry = aClient({ catalogue: { 9: '\u001B[31m"E:\\new" failed\u001B[0m\u0007\n\tat \u0000line 7' } });
    const { random_id } = await telemetry.create(aRecord());
    expect(await telemetry.update({ random_id, exit_code: 9 })).toMatchObject({ outcome: 'updated' });
    expect(await server().records(random_id)).toMatchObject([{ error: '"E:\\new" failed\n\tat line 7' }]);
  });

  it('too long for the collection is cut, and costs no record (f23414a1a #11885, 9ded93102)', async () => {
    const telemetry = aClient({ catalogue: { 9: 'x'.repeat(120_000) } });
    const { random_id } = await telemetry.create(aRecord(everything));
    expect(await telemetry.update({ random_id, exit_code: 9 })).toMatchObject({ outcome: 'updated' });
    expect(await server().records(random_id)).toMatchObject([
      { ...everythingStored, status: 'failed', exit_code: 9, error: 'x'.repeat(5_000) },
    ]);
  });

  it.each([
    { disk_size: '20G', stored: 20 },
    { disk_size: '20', stored: 20 },
    { disk_size: '8GB', stored: 8 },
    { disk_size: '32g', stored: 32 },
    { disk_size: '1T', stored: 1024 },
    { disk_size: '512M', stored: 0.5 },
    { disk_size: '', stored: 0 },
  ])('of $disk_size for a disk is $stored GB, now and late (cd38bc3a6, 820d4551a)', async ({ disk_size, stored }) => {
    let isDown = false;
    const gate = await aGate(() => (isDown ? { status: 503 } : 'hand on'));
    const now = await aClient({ url: gate.url }).create(aRecord({ type: 'vm', disk_size }));
    expect(await server().records(now.random_id)).toMatchObject([{ type: 'vm', disk_size: stored }]);
    const telemetry = aClient({ url: gate.url, attempts: 1 });
    isDown = true;
    const late = await telemetry.create(aRecord({ type: 'vm', disk_size }));
    isDown = false;
    expect(await telemetry.update({ random_id: late.random_id })).toMatchObject({ late: true });
    expect(await server().records(late.random_id)).toMatchObject([{ type: 'vm', disk_size: stored }]);
  });

  it.each([
    { field: 'disk_size', value: 'two' },
    { field: 'disk_size', value: '20,"status":"sucess"' },
    { field: 'ram_size', value: 'Unknown' },
    { field: 'ram_size', value: Number.NaN },
    { field: 'core_count', value: '2,"status":"sucess"' },
    { field: 'core_count', value: null },
    { field: 'nsapp', value: null },
    { field: 'type', value: 'tool' },
    { field: 'os_type', value: 12 },
  ])(
    'like $value for $field is named to the caller and stops no install (240f1f391 #11913, 39afa8770, 820d4551a)',
    async ({ field, value }) => {
      const gate = await aGate(() => 'hand on');
      const telemetry = aClient({ url: gate.url, attempts: 1 });
      const record = aRecord({ [field]: value });
      expect(await telemetry.create(record)).toMatchObject({
        outcome: 'failed',
        error: { code: 'invalid-record', fate: 'not-sent', fields: { [field]: expect.any(String) } },
      });
      expect(gate.seen).toEqual([]);
      expect(await telemetry.track(record, () => 'installed')).toBe('installed');
      expect(await server().records(record.random_id)).toEqual([]);
    },
  );

  it.each([
    { what: 'left out', given: {} },
    {
      what: 'undefined',
      given: Object.fromEntries([...Object.keys(everything), 'ct_type'].map((field) => [field, undefined])),
    },
    { what: 'empty', given: { disk_size: '', os_type: '', os_version: '', method: '' } },
  ])('that is $what has a default, and the record is stored (81ec696ac #11912)', async ({ given }) => {
    const record = aRecord(given);
    const telemetry = aClient();
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'created' });
    expect(await telemetry.update({ random_id: record.random_id })).toMatchObject({ outcome: 'updated' });
    expect(await server().records(record.random_id)).toMatchObject([
      {
        nsapp: 'plex',
        ct_type: 1,
        disk_size: 0,
        core_count: 0,
        ram_size: 0,
        os_type: '',
        os_version: '',
        method: 'default',
        pve_version: 'not found',
        status: 'failed',
      },
    ]);
  });

  it.each([
    { method: 'advanced: my own way', os_type: 'debian' },
    { method: 'mydefaults-local', os_type: 'haos' },
    { method: 'community/turnkey', os_type: 'Windows Server 2025' },
  ])('of free text, $method on $os_type, is on no list (ce375b02a, 7020cb0)', async (free) => {
    const { random_id } = await aClient().create(aRecord(free));
    expect(await server().records(random_id)).toMatchObject([free]);
  });

  it.each(['lxc', 'vm', 'addon', 'pve'] as const)(
    'of type %s is what the caller said, to the end (1c3c223e5, 491081ffb, b43996022 #12041)',
    async (type) => {
      const record = aRecord({ type });
      expect(await aClient().track(record, () => 'installed')).toBe('installed');
      expect(await server().records(record.random_id)).toMatchObject([{ type, status: 'sucess' }]);
    },
  );
});
