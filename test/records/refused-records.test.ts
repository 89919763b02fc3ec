import { describe, expect, it } from 'vitest';
import type { BeforeSend, InstallationRecord } from '../../src/index.js';
import { FIELDS as FIELD_ROWS } from '../../src/records/fields.js';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { answers, scripted } from '../support/scripted-transport.js';

const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
const record_id = 'abc123def456789';

const TYPE = '`ct` is not one of lxc, vm, addon, pve, turnkey, tool';
const NAMES = Object.keys(FIELD_ROWS);
const END = ['status', 'error', 'exit_code'];
const FIELDS = NAMES.join(', ');
const GIVEN_FIELDS = NAMES.filter((name) => !END.includes(name)).join(', ');
const CT_TYPE = 'expected 0, 1 or 2';
const NUMBER = 'expected a number from 0';
const DISK_SIZE = 'expected GB as a number from 0 or text such as "20G"';
const TEXT = 'expected text';
const RANDOM_ID = 'expected 8 to 64 characters of A-Z a-z 0-9 _ -, such as a UUID';
const RECORD_ID = 'expected 1 to 128 characters of A-Z a-z 0-9 _ -, as the server made it';

/** What the error of a refused report says; nothing was sent. */
async function refusal(report: 'create' | 'update', own: object, beforeSend?: BeforeSend): Promise<string> {
  const transport = scripted(answers.stored());
  const telemetry = aClient(transport, { beforeSend });
  const outcome =
    report === 'create'
      ? await telemetry.create(aRecord(own))
      : await telemetry.update({ random_id, record_id, exit_code: 1, ...own });
  expect(transport.seen).toEqual([]);
  expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'invalid-record', fate: 'not-sent' } });
  return outcome.outcome === 'failed' ? outcome.error.message : '';
}

describe('the error of a record that is refused', () => {
  it.each([
    { wrong: { type: 'ct' }, says: `type: ${TYPE}` },
    { wrong: { type: '' }, says: 'type: is missing' },
    { wrong: { ct_type: 3 }, says: `ct_type: ${CT_TYPE}` },
    { wrong: { ct_type: -1 }, says: `ct_type: ${CT_TYPE}` },
    { wrong: { ct_type: '1' }, says: `ct_type: ${CT_TYPE}` },
    { wrong: { disk_size: -1 }, says: `disk_size: ${DISK_SIZE}` },
    { wrong: { disk_size: Number.POSITIVE_INFINITY }, says: `disk_size: ${DISK_SIZE}` },
    { wrong: { disk_size: 'two' }, says: `disk_size: ${DISK_SIZE}` },
    { wrong: { disk_size: null }, says: `disk_size: ${DISK_SIZE}` },
    { wrong: { core_count: '4' }, says: `core_count: ${NUMBER}` },
    { wrong: { core_count: -1 }, says: `core_count: ${NUMBER}` },
    { wrong: { ram_size: Number.NaN }, says: `ram_size: ${NUMBER}` },
    { wrong: { ram_size: Number.POSITIVE_INFINITY }, says: `ram_size: ${NUMBER}` },
    { wrong: { os_type: 12 }, says: `os_type: ${TEXT}` },
    { wrong: { os_version: 12 }, says: `os_version: ${TEXT}` },
    { wrong: { nsapp: null }, says: `nsapp: ${TEXT}` },
    { wrong: { method: {} }, says: `method: ${TEXT}` },
    { wrong: { pve_version: 8.3 }, says: `pve_version: ${TEXT}` },
    { wrong: { random_id: 'short' }, says: `random_id: ${RANDOM_ID}` },
    { wrong: { memory: 5 }, says: `memory: unknown field, expected one of ${GIVEN_FIELDS}` },
    {
      wrong: { memory: 5, os_type: 5, cpu: 2 },
      says: `memory: unknown field, expected one of ${GIVEN_FIELDS}; cpu: unknown field, did you mean \`cpu_vendor\`?; os_type: ${TEXT}`,
    },
    { wrong: { type: 'ct', ram_size: -1 }, says: `type: ${TYPE}; ram_size: ${NUMBER}` },
    { wrong: { type: 'hunter2' }, says: 'type: is not one of lxc, vm, addon, pve, turnkey, tool' },
    { wrong: { type: Symbol('ct') }, says: 'type: is not one of lxc, vm, addon, pve, turnkey, tool' },
    { wrong: { nsap: 'plex' }, says: 'nsap: unknown field, did you mean `nsapp`?' },
    { wrong: { osType: 'debian' }, says: 'osType: unknown field, did you mean `os_type`?' },
    { wrong: { exit_code: 1 }, says: 'exit_code: belongs to `update`, not to a record' },
    { wrong: { nsapp: undefined }, says: 'nsapp: is missing' },
    { wrong: { nsapp: '' }, says: 'nsapp: is missing' },
    {
      wrong: { type: undefined, nsapp: undefined, disk_size: 'two' },
      says: `type: is missing; disk_size: ${DISK_SIZE}; nsapp: is missing`,
    },
  ])('names the field and what was expected: $wrong', async ({ wrong, says }) => {
    expect(await refusal('create', wrong)).toBe(`Invalid record: ${says}`);
  });

  it('says what is missing', async () => {
    const outcome = await aClient(scripted()).create({ nsapp: 'plex' } as InstallationRecord);
    expect(outcome).toMatchObject({ error: { message: 'Invalid record: type: is missing' } });
  });

  it.each([
    { wrong: { random_id: 'short' }, says: `random_id: ${RANDOM_ID}` },
    { wrong: { record_id: 'a/b' }, says: `record_id: ${RECORD_ID}` },
    { wrong: { exitCode: 5 }, says: 'exitCode: unknown field, did you mean `exit_code`?' },
  ])('names the field of an update too: $wrong', async ({ wrong, says }) => {
    expect(await refusal('update', wrong)).toBe(`Invalid record: ${says}`);
  });

  it.each([
    { wrong: { status: 'installing' }, says: 'status: expected a final status' },
    { wrong: { status: 'sucess' }, says: 'status: expected a final status' },
    { wrong: { error: null }, says: `error: ${TEXT}` },
    { wrong: { exit_code: -1 }, says: `exit_code: ${NUMBER}` },
    { wrong: { exit_code: 1.5 }, says: `exit_code: ${NUMBER}` },
    { wrong: { exit_code: '1' }, says: `exit_code: ${NUMBER}` },
    { wrong: { password: 'x' }, says: `password: unknown field, expected one of ${END.join(', ')}, ${GIVEN_FIELDS}` },
  ])('holds beforeSend to a patch: $wrong', async ({ wrong, says }) => {
    const beforeSend: BeforeSend = ({ payload }) => ({ ...payload, ...wrong }) as never;
    expect(await refusal('update', {}, beforeSend)).toBe(`Invalid record: ${says}`);
  });

  it('holds beforeSend to all three fields of a patch', async () => {
    const beforeSend: BeforeSend = () => ({ status: 'failed' }) as never;
    expect(await refusal('update', {}, beforeSend)).toBe('Invalid record: error: is missing; exit_code: is missing');
  });

  it.each([
    { wrong: { ct_type: undefined }, says: `ct_type: ${CT_TYPE}` },
    { wrong: { type: 'ct' }, says: `type: ${TYPE}` },
    { wrong: { disk_size: 'two' }, says: `disk_size: ${DISK_SIZE}` },
    { wrong: { core_count: -1 }, says: `core_count: ${NUMBER}` },
    { wrong: { ram_size: Number.NaN }, says: `ram_size: ${NUMBER}` },
    { wrong: { os_type: null }, says: `os_type: ${TEXT}` },
    { wrong: { os_version: null }, says: `os_version: ${TEXT}` },
    { wrong: { nsapp: null }, says: `nsapp: ${TEXT}` },
    { wrong: { nsapp: '' }, says: 'nsapp: is missing' },
    { wrong: { method: null }, says: `method: ${TEXT}` },
    { wrong: { pve_version: null }, says: `pve_version: ${TEXT}` },
    { wrong: { status: 'sucess' }, says: 'status: expected a status' },
    { wrong: { error: undefined }, says: `error: ${TEXT}` },
    { wrong: { exit_code: -1 }, says: `exit_code: ${NUMBER}` },
    { wrong: { exit_code: 2 ** 53 }, says: `exit_code: ${NUMBER}` },
    { wrong: { memory: 5 }, says: `memory: unknown field, expected one of ${FIELDS}` },
  ])('holds beforeSend to a complete record: $wrong', async ({ wrong, says }) => {
    const beforeSend: BeforeSend = ({ payload }) => ({ ...payload, ...wrong }) as never;
    expect(await refusal('create', {}, beforeSend)).toBe(`Invalid record: ${says}`);
  });
});

describe('what beforeSend may make of a report', () => {
  it.each([
    { status: 'installing', stored: 'installing' },
    { status: 'success', stored: 'sucess' },
    { status: 'failed', stored: 'failed' },
    { status: 'aborted', stored: 'unknown' },
    { status: 'unknown', stored: 'unknown' },
  ])('is a record with the status $status', async ({ status, stored }) => {
    const transport = scripted(answers.stored());
    const beforeSend: BeforeSend = ({ payload }) => ({ ...payload, status, error: 'x', exit_code: 0 }) as never;
    expect(await aClient(transport, { beforeSend }).create(aRecord())).toMatchObject({ outcome: 'created' });
    expect(transport.seen).toMatchObject([{ body: { status: stored, error: 'x', exit_code: 0 } }]);
  });

  it.each([
    { status: 'success', stored: 'sucess' },
    { status: 'failed', stored: 'failed' },
    { status: 'aborted', stored: 'unknown' },
    { status: 'unknown', stored: 'unknown' },
  ])('is an end with the status $status', async ({ status, stored }) => {
    const transport = scripted(answers.stored());
    const beforeSend: BeforeSend = () => ({ status, error: 'x', exit_code: 0 }) as never;
    expect(await aClient(transport, { beforeSend }).update({ random_id, record_id })).toMatchObject({
      outcome: 'updated',
    });
    expect(transport.seen).toMatchObject([{ body: { status: stored, error: 'x', exit_code: 0 } }]);
  });

  it.each(['lxc', 'vm', 'addon', 'pve'])('is a record of type %s', async (type) => {
    const transport = scripted(answers.stored());
    const beforeSend: BeforeSend = ({ payload }) => ({ ...payload, type }) as never;
    expect(await aClient(transport, { beforeSend }).create(aRecord())).toMatchObject({ outcome: 'created' });
    expect(transport.seen).toMatchObject([{ body: { type } }]);
  });
});
