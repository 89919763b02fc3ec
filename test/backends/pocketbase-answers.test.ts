import { describe, expect, it } from 'vitest';
import { pocketBase, type TelemetryError } from '../../src/index.js';
import type { CompleteRecord } from '../../src/records/record.js';
import { BASE_URL } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { type Answer, answers, scripted } from '../support/scripted-transport.js';

const { signal } = new AbortController();
const RECORDS = '/api/collections/_dev_telemetry_data/records';
const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
const record_id = 'abc123def456789';
const record = { ...aRecord({ random_id }), ct_type: 1, status: 'installing' } as CompleteRecord;
const patch = { status: 'failed' as const, error: 'Unknown error', exit_code: 5 };

/** What each request of the backend makes of this answer; a rejection is given as a value. */
function on(answer: Answer): Record<'create' | 'update' | 'find', Promise<unknown>> {
  const caught = (call: Promise<unknown> | undefined) => Promise.resolve(call).catch((error: unknown) => error);
  const backend = pocketBase({ baseUrl: BASE_URL, transport: scripted(answer) });
  return {
    create: caught(backend.create(record, { signal })),
    update: caught(backend.update({ random_id, record_id, patch }, { signal })),
    find: caught(backend.find?.(random_id, { signal, withStatus: true })),
  };
}

const data = (fields: object): Answer => ({ status: 400, json: { data: fields } });

const UNTOLD = ': does the create rule of the collection `_dev_telemetry_data` allow it?';

describe('an answer of PocketBase', () => {
  it.each([200, 201])('%i with the record is a stored record', async (status) => {
    const calls = on({ status, json: { id: record_id, random_id } });
    expect(await calls.create).toEqual({ result: 'created', record_id });
    expect(await calls.update).toEqual({ result: 'updated', record_id });
  });

  it.each([202, 206, 299])('%i is not one PocketBase gives', async (status) => {
    const calls = on({ status, json: { id: record_id, items: [{ id: record_id }] } });
    const error = { code: 'unexpected-answer', status };
    expect(await calls.create).toMatchObject(error);
    expect(await calls.update).toMatchObject(error);
    expect(await calls.find).toMatchObject(error);
  });

  it('says by its message what was asked and that PocketBase answers otherwise', async () => {
    const calls = on({ status: 200, text: '<html>' });
    const says = (request: string): object => ({
      message: `${request} answered 200, but not as PocketBase does: is there one at this URL?`,
      status: 200,
      fate: 'unknown',
    });
    expect(await calls.create).toMatchObject(says(`POST ${BASE_URL}${RECORDS}`));
    expect(await calls.update).toMatchObject(says(`PATCH ${BASE_URL}${RECORDS}/${record_id}`));
    expect(await calls.find).toMatchObject(says(`GET ${BASE_URL}${RECORDS}`));
  });

  it.each([
    { fields: {}, says: UNTOLD, fate: 'unknown', kept: undefined },
    {
      fields: { nsapp: { code: 'validation_required' } },
      says: ' because of nsapp',
      fate: 'refused',
      kept: { nsapp: 'validation_required' },
    },
    {
      fields: { type: { code: 'validation_in_invalid' }, nsapp: 'wrong' },
      says: ' because of type, nsapp',
      fate: 'refused',
      kept: { type: 'validation_in_invalid', nsapp: 'invalid' },
    },
    { fields: [{ code: 'validation_required' }], says: UNTOLD, fate: 'unknown', kept: undefined },
    { fields: null, says: UNTOLD, fate: 'unknown', kept: undefined },
  ])('400 with $fields is refused$says', async ({ fields, says, fate, kept }) => {
    const error = (await on({ status: 400, json: { data: fields } }).create) as TelemetryError;
    expect(error).toMatchObject({ code: 'rejected', status: 400, fate });
    expect(error.message).toBe(`POST ${BASE_URL}${RECORDS} was refused with 400${says}`);
    expect(error.fields).toEqual(kept);
  });

  it.each([
    { status: 401, asks: ': is the token in `headers` right?' },
    { status: 413, asks: ': the report is too large for the server' },
    { status: 404, asks: ': does the collection `_dev_telemetry_data` exist there, and is it a PocketBase?' },
    { status: 404, json: { data: {} }, asks: ': does the collection `_dev_telemetry_data` exist there?' },
    { status: 410, asks: '' },
  ])('$status asks what may be wrong$asks', async ({ status, asks, ...answer }) => {
    const { create, find } = on({ status, ...answer });
    expect(await create).toMatchObject({ message: `POST ${BASE_URL}${RECORDS} was refused with ${status}${asks}` });
    expect(await find).toMatchObject({ message: `GET ${BASE_URL}${RECORDS} was refused with ${status}${asks}` });
  });

  it('403 names the rule that does not allow it', async () => {
    const { create, update, find } = on({ status: 403, json: { data: {} } });
    const message = (rule: string): object => ({
      message: expect.stringContaining(
        `: the ${rule} rule of the collection \`_dev_telemetry_data\` does not allow it`,
      ),
    });
    expect(await create).toMatchObject(message('create'));
    expect(await update).toMatchObject(message('update'));
    expect(await find).toMatchObject(message('list'));
  });

  it.each([400, 401, 403, 404, 413])('%i without a field leaves a doubt only where it is 400', async (status) => {
    expect(await on({ status }).create).toMatchObject({
      code: 'rejected',
      status,
      fate: status === 400 ? 'unknown' : 'refused',
    });
  });

  it.each([
    { field: 'random_id', code: 'validation_not_unique', isThere: true },
    { field: 'random_id', code: 'validation_required', isThere: false },
    { field: 'random_id', code: 'validation_invalid_id', isThere: false },
    { field: 'id', code: 'validation_not_unique', isThere: true },
    { field: 'id', code: 'validation_invalid_id', isThere: true },
    { field: 'id', code: 'validation_pk_invalid', isThere: true },
    { field: 'id', code: 'validation_invalid_or_existing_id', isThere: true },
    { field: 'id', code: 'validation_required', isThere: false },
    { field: 'nsapp', code: 'validation_not_unique', isThere: false },
  ])('$code of $field says that the record is there: $isThere', async ({ field, code, isThere }) => {
    const expected = isThere ? { result: 'existing' } : { code: 'rejected', fields: { [field]: code } };
    expect(await on(data({ [field]: { code } })).create).toMatchObject(expected);
  });

  it('says that the record is there by 400 alone', async () => {
    const json = { data: { random_id: { code: 'validation_not_unique' } } };
    expect(await on({ status: 403, json }).create).toMatchObject({ code: 'rejected', status: 403 });
  });

  it.each([
    { name: 'a', code: 'b', kept: { a: 'b' } },
    { name: 'a'.repeat(64), code: 'b'.repeat(64), kept: { ['a'.repeat(64)]: 'b'.repeat(64) } },
    { name: 'a'.repeat(65), code: 'b', kept: undefined },
    { name: '', code: 'b', kept: undefined },
    { name: ' a', code: 'b', kept: undefined },
    { name: 'a ', code: 'b', kept: undefined },
    { name: 'a', code: 'b'.repeat(65), kept: { a: 'invalid' } },
    { name: 'a', code: '', kept: { a: 'invalid' } },
    { name: 'a', code: ' b', kept: { a: 'invalid' } },
    { name: 'a', code: 'b ', kept: { a: 'invalid' } },
    { name: 'a', code: 7, kept: { a: 'invalid' } },
  ])('is known by the names it gives, as far as they are some: $name $code', async ({ name, code, kept }) => {
    const error = (await on(data({ [name]: { code } })).create) as TelemetryError;
    expect(error.fields).toEqual(kept);
  });

  it('names fifty fields at most', async () => {
    const fields = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`field${index}`, {}]));
    const error = (await on(data(fields)).create) as TelemetryError;
    expect(Object.keys(error.fields ?? {})).toEqual(Object.keys(fields).slice(0, 50));
  });

  it.each([
    { json: { id: 'other0000000000' }, expected: { code: 'unexpected-answer' } },
    { json: { id: record_id, random_id: 'somebody-elses' }, expected: { code: 'unexpected-answer' } },
    { json: { id: record_id, random_id: 5 }, expected: { result: 'updated' } },
    { json: { id: record_id }, expected: { result: 'updated' } },
  ])('to a patch is $expected with $json', async ({ json, expected }) => {
    expect(await on({ status: 200, json }).update).toMatchObject(expected);
  });

  it('404 says missing to a patch, and to nothing else', async () => {
    const calls = on(answers.missing());
    expect(await calls.update).toEqual({ result: 'missing' });
    expect(await calls.create).toMatchObject({ code: 'rejected', status: 404 });
    expect(await calls.find).toMatchObject({ code: 'rejected', status: 404 });
  });

  it.each([
    { items: [], found: undefined },
    { items: [{ id: record_id, random_id, status: 'installing' }], found: { record_id, final: false } },
    { items: [{ id: record_id, random_id, status: 'sucess' }], found: { record_id, final: true } },
    { items: [{ id: record_id, random_id, status: 'success' }], found: { record_id, final: true } },
    { items: [{ id: record_id, random_id, status: 'failed' }], found: { record_id, final: true } },
    { items: [{ id: record_id, random_id, status: 'aborted' }], found: { record_id, final: true } },
    { items: [{ id: record_id, random_id, status: 'unknown' }], found: { record_id, final: true } },
  ])('with items $items is $found', async ({ items, found }) => {
    expect(await on({ status: 200, json: { items } }).find).toEqual(found);
  });

  it.each([
    { items: [{ id: record_id, random_id: 'somebody-elses', status: 'installing' }] },
    { items: [{ id: record_id, random_id: random_id.toUpperCase(), status: 'installing' }] },
    { items: [{ id: record_id, random_id: [random_id], status: 'installing' }] },
    { items: [{ id: record_id, status: 'installing' }] },
    { items: [{ id: record_id, random_id, status: 5 }] },
    { items: [{ id: record_id, random_id }] },
    { items: [{ random_id, status: 'installing' }] },
    { items: [{}] },
    { items: [[record_id]] },
    { items: ['a'] },
    { items: [null] },
    { items: {} },
    { items: '' },
  ])('with items $items is no list of records', async ({ items }) => {
    expect(await on({ status: 200, json: { items } }).find).toMatchObject({ code: 'unexpected-answer', status: 200 });
  });

  it('says what is final only where it was asked', async () => {
    const transport = scripted(answers.found(record_id, 'failed'));
    expect(await pocketBase({ transport }).find?.(random_id, { signal })).toEqual({ record_id });
  });
});

describe('a lookup in PocketBase', () => {
  it.each([
    { lookup: {}, asks: { fields: 'id,random_id', perPage: '1', skipTotal: '1' } },
    { lookup: { withStatus: true }, asks: { fields: 'id,random_id,status', perPage: '1', skipTotal: '1' } },
    { lookup: { idOnly: true }, asks: { fields: 'id', perPage: '1' } },
  ])('asks for $asks with $lookup', async ({ lookup, asks }) => {
    const transport = scripted(answers.found(record_id, 'installing'));
    await pocketBase({ transport }).find?.(random_id, { signal, ...lookup });
    const query = Object.fromEntries(transport.seen[0]?.url.searchParams ?? []);
    expect(query).toEqual({ filter: `(random_id='${random_id}')`, ...asks });
  });

  it.each([
    { item: { id: record_id }, found: { record_id } },
    { item: { id: record_id, random_id }, found: { record_id } },
    { item: { id: record_id, random_id: 'somebody-elses' }, found: { code: 'unexpected-answer' } },
  ])('takes $item for $found where it asks for the id only', async ({ item, found }) => {
    const transport = scripted({ status: 200, json: { items: [item] } });
    const lookup = pocketBase({ transport }).find?.(random_id, { signal, idOnly: true });
    expect(await lookup?.catch((error: unknown) => error)).toMatchObject(found);
  });
});
