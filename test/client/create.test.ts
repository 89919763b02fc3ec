import { describe, expect, it, vi } from 'vitest';
import { type InstallationRecord, TelemetryClient } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { answers, methods, scripted } from '../support/scripted-transport.js';

const KEYS = 'ct_type type disk_size core_count ram_size os_type os_version nsapp method pve_version status random_id';

describe('create', () => {
  it('sends the contract’s keys in the contract’s order, completed with its defaults', async () => {
    const transport = scripted(answers.stored());
    await aClient(transport).create({ type: 'lxc', nsapp: 'plex', random_id: '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d' });
    const [request] = transport.seen;
    expect(Object.keys(request?.body as object).join(' ')).toBe(KEYS);
    expect(request).toMatchObject({
      method: 'POST',
      url: new URL('https://pb.example/api/collections/_dev_telemetry_data/records'),
      headers: { 'content-type': 'application/json', 'user-agent': 'community-scripts-telemetry/0.1.0' },
      body: {
        ct_type: 1,
        type: 'lxc',
        disk_size: 0,
        core_count: 0,
        ram_size: 0,
        os_type: '',
        os_version: '',
        nsapp: 'plex',
        method: 'default',
        pve_version: 'not found',
        status: 'installing',
        random_id: '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d',
      },
    });
  });

  it.each([
    { type: 'lxc', ct_type: 1 },
    { type: 'vm', ct_type: 2 },
    { type: 'addon', ct_type: 1 },
    { type: 'pve', ct_type: 1 },
  ] as const)('reports a $type with ct_type $ct_type', async ({ type, ct_type }) => {
    const backend = memory();
    await new TelemetryClient({ consent: true, backend }).create(aRecord({ type }));
    expect(backend.records()).toMatchObject([{ type, ct_type, status: 'installing' }]);
  });

  it.each([
    { disk_size: 8, stored: 8 },
    { disk_size: 8.5, stored: 8.5 },
    { disk_size: '20', stored: 20 },
    { disk_size: '20G', stored: 20 },
    { disk_size: '8GB', stored: 8 },
    { disk_size: '32g', stored: 32 },
    { disk_size: '1T', stored: 1024 },
    { disk_size: '512M', stored: 0.5 },
    { disk_size: ' 10 GiB ', stored: 10 },
    { disk_size: '8.5G', stored: 8.5 },
    { disk_size: 'G', stored: 0 },
    { disk_size: '', stored: 0 },
  ])('reads a disk size of $disk_size as $stored GB', async ({ disk_size, stored }) => {
    const backend = memory();
    await new TelemetryClient({ consent: true, backend }).create(aRecord({ disk_size }));
    expect(backend.records()).toMatchObject([{ disk_size: stored }]);
  });

  it('sends PocketBase nothing of what only the ingest service knows', async () => {
    const transport = scripted(answers.stored());
    const further = { arch: 'amd64', has_arm: true, install_duration: 5, execution_id: 'attempt-1', failed_line: 3 };
    await aClient(transport).create(aRecord({ ...further, gpu_model: 'UHD 630', repo_source: undefined }));
    expect(Object.keys(transport.seen[0]?.body as object)).toEqual([
      ...['ct_type', 'type', 'disk_size', 'core_count', 'ram_size', 'os_type', 'os_version', 'nsapp', 'method'],
      ...['pve_version', 'status', 'random_id'],
    ]);
  });

  it.each<{ wrong: object; field: string; expected: string }>([
    { wrong: { has_arm: 'yes' }, field: 'has_arm', expected: 'expected true or false' },
    { wrong: { install_duration: -1 }, field: 'install_duration', expected: 'expected a number from 0' },
    { wrong: { failed_line: '3' }, field: 'failed_line', expected: 'expected a number from 0' },
    { wrong: { cpu_model: 5 }, field: 'cpu_model', expected: 'expected text' },
    {
      wrong: { execution_id: 'short' },
      field: 'execution_id',
      expected: 'expected 8 to 64 characters of A-Z a-z 0-9 _ -, such as a UUID',
    },
    { wrong: { status: 'failed' }, field: 'status', expected: 'belongs to `update`, not to a record' },
    { wrong: { error: 'it broke' }, field: 'error', expected: 'belongs to `update`, not to a record' },
    {
      wrong: { disk_size: 'two' },
      field: 'disk_size',
      expected: 'expected GB as a number from 0 or text such as "20G"',
    },
    { wrong: { disk_size: -1 }, field: 'disk_size', expected: 'expected GB as a number from 0 or text such as "20G"' },
    {
      wrong: { disk_size: Number.NaN },
      field: 'disk_size',
      expected: 'expected GB as a number from 0 or text such as "20G"',
    },
    { wrong: { type: 'ct' }, field: 'type', expected: '`ct` is not one of lxc, vm, addon, pve, turnkey, tool' },
    { wrong: { type: undefined }, field: 'type', expected: 'is missing' },
    { wrong: { ct_type: 3 }, field: 'ct_type', expected: 'expected 0, 1 or 2' },
    { wrong: { core_count: '4' }, field: 'core_count', expected: 'expected a number from 0' },
    { wrong: { ram_size: Number.POSITIVE_INFINITY }, field: 'ram_size', expected: 'expected a number from 0' },
    { wrong: { nsapp: 5 }, field: 'nsapp', expected: 'expected text' },
    { wrong: { method: null }, field: 'method', expected: 'expected text' },
    { wrong: { ramSize: 5 }, field: 'ramSize', expected: 'unknown field, did you mean `ram_size`?' },
    {
      wrong: { random_id: 'short' },
      field: 'random_id',
      expected: 'expected 8 to 64 characters of A-Z a-z 0-9 _ -, such as a UUID',
    },
    {
      wrong: { random_id: "x'||random_id!='" },
      field: 'random_id',
      expected: 'expected 8 to 64 characters of A-Z a-z 0-9 _ -, such as a UUID',
    },
    {
      wrong: { random_id: 12345678 },
      field: 'random_id',
      expected: 'expected 8 to 64 characters of A-Z a-z 0-9 _ -, such as a UUID',
    },
  ])('refuses $wrong and names the field', async ({ wrong, field, expected }) => {
    const transport = scripted(answers.stored());
    const outcome = await aClient(transport).create(aRecord(wrong));
    expect(outcome).toMatchObject({
      outcome: 'failed',
      error: { code: 'invalid-record', fate: 'not-sent', fields: { [field]: expected } },
    });
    expect(transport.seen).toEqual([]);
  });

  it('names every wrong field at once', async () => {
    const wrong = { type: 'x', disk_size: 'two', ram_size: -1 } as unknown as InstallationRecord;
    const outcome = await aClient(scripted()).create(wrong);
    expect(outcome.outcome === 'failed' && Object.keys(outcome.error.fields ?? {})).toEqual([
      'type',
      'disk_size',
      'ram_size',
      'nsapp',
    ]);
  });

  it.each([null, undefined, 'plex', 7, []])('answers %j with a failed outcome', async (nothing) => {
    const transport = scripted(answers.stored());
    const outcome = await aClient(transport).create(nothing as unknown as InstallationRecord);
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'invalid-record' } });
    expect(transport.seen).toEqual([]);
  });

  it('answers a record that cannot be read with a failed outcome', async () => {
    const hostile = {
      get random_id(): string {
        throw new Error('no');
      },
    };
    expect(await aClient(scripted()).create(hostile as InstallationRecord)).toMatchObject({
      outcome: 'failed',
      error: { code: 'internal', fate: 'not-sent' },
    });
  });

  it('replaces half a surrogate pair, for which newer servers refuse the whole record', async () => {
    const transport = scripted(answers.stored());
    await aClient(transport).create(aRecord({ nsapp: 'a\ud83db 😀' }));
    expect(transport.seen[0]?.body).toMatchObject({ nsapp: 'a\ufffdb 😀' });
  });

  it('makes a random_id when it is left out', async () => {
    const backend = memory();
    const { random_id } = await new TelemetryClient({ consent: true, backend }).create({ type: 'lxc', nsapp: 'plex' });
    expect(random_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(backend.records()).toMatchObject([{ random_id }]);
  });

  it('makes a random_id on an insecure page, where crypto.randomUUID is missing', async () => {
    const randomUUID = vi.spyOn(crypto, 'randomUUID');
    Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
    const { random_id } = await new TelemetryClient({ consent: true, backend: memory() }).create({
      type: 'lxc',
      nsapp: 'x',
    });
    Reflect.deleteProperty(crypto, 'randomUUID');
    randomUUID.mockRestore();
    expect(random_id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('sends nothing when the random_id is empty', async () => {
    const transport = scripted(answers.stored());
    expect(await aClient(transport).create(aRecord({ random_id: '' }))).toEqual({
      random_id: '',
      outcome: 'skipped',
      reason: 'no-random-id',
    });
    expect(transport.seen).toEqual([]);
  });

  it('shares one POST between concurrent creates of one random_id', async () => {
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport);
    const record = aRecord();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => telemetry.create(record)));
    expect(methods(transport)).toEqual(['POST']);
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['created']));
  });

  it('answers a repeated create from memory', async () => {
    const transport = scripted(answers.stored());
    const telemetry = aClient(transport);
    const record = aRecord();
    await telemetry.create(record);
    expect(await telemetry.create(record)).toEqual({
      random_id: record.random_id,
      outcome: 'existing',
      record_id: 'abc123def456789',
    });
    expect(methods(transport)).toEqual(['POST']);
  });

  it('tries a failed create again when it is called again', async () => {
    const transport = scripted({ status: 403 }, answers.stored());
    const telemetry = aClient(transport);
    const record = aRecord();
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'failed' });
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'created' });
  });

  it('takes the record as it was when it was called', async () => {
    const backend = memory();
    const record = aRecord({ nsapp: 'before' });
    const creating = new TelemetryClient({ consent: true, backend }).create(record);
    record.nsapp = 'after';
    await creating;
    expect(backend.records()).toMatchObject([{ nsapp: 'before' }]);
  });

  it('finds the record that was there already', async () => {
    const transport = scripted(answers.notUnique(), answers.found('there0000000000'));
    const outcome = await aClient(transport).create(aRecord());
    expect(outcome).toMatchObject({ outcome: 'existing', record_id: 'there0000000000' });
    expect(methods(transport)).toEqual(['POST', 'GET']);
  });

  it('is existing without an id when the lookup fails', async () => {
    const transport = scripted(answers.notUnique(), { status: 403 });
    expect(await aClient(transport).create(aRecord())).toEqual({ random_id: expect.any(String), outcome: 'existing' });
  });

  it('is existing without an id when the lookup shows another installation’s record', async () => {
    const transport = scripted(answers.notUnique(), answers.foundAnothers());
    expect(await aClient(transport).create(aRecord())).toEqual({ random_id: expect.any(String), outcome: 'existing' });
  });

  it('looks a refusal without a reason up once, and believes what it finds', async () => {
    const transport = scripted(answers.refused(), answers.found('there0000000000', 'installing'));
    expect(await aClient(transport).create(aRecord())).toMatchObject({
      outcome: 'existing',
      record_id: 'there0000000000',
    });
    expect(transport.seen[1]?.url.searchParams.get('fields')).toBe('id,random_id,status');
  });

  it('is refused when a refusal without a reason left no record', async () => {
    const transport = scripted(answers.refused(), answers.nothing());
    expect(await aClient(transport).create(aRecord())).toMatchObject({
      outcome: 'failed',
      error: { code: 'rejected', status: 400, fate: 'refused' },
    });
    expect(methods(transport)).toEqual(['POST', 'GET']);
  });

  it('does not know the fate of a refusal without a reason whose lookup fails', async () => {
    const transport = scripted(answers.refused(), { status: 403 });
    expect(await aClient(transport).create(aRecord())).toMatchObject({
      outcome: 'failed',
      error: { code: 'rejected', status: 400, fate: 'unknown' },
    });
  });
});
