import { describe, expect, it } from 'vitest';
import { TelemetryClient } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import type { CompleteRecord } from '../../src/records/record.js';
import { aRecord } from '../support/records.js';

const { signal } = new AbortController();

/** A complete record, of which a test may spoil something. */
function aNewRecord(own: object = {}): CompleteRecord {
  return { ...aRecord(), ct_type: 1, status: 'installing', ...own } as CompleteRecord;
}

describe('the memory backend', () => {
  it('shows copies of what it stores, oldest first', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: true, backend });
    const first = aRecord({ nsapp: 'first' });
    await telemetry.create(first);
    await telemetry.create(aRecord({ nsapp: 'second' }));
    const [shown] = backend.records();
    if (shown !== undefined) shown.error = 'changed by the reader';
    expect(backend.records()).toMatchObject([{ ...first, error: '' }, { nsapp: 'second' }]);
  });

  it('knows nothing any more once it is cleared', async () => {
    const backend = memory();
    const telemetry = new TelemetryClient({ consent: true, backend, attempts: 1 });
    const record = aRecord();
    await telemetry.create(record);
    backend.clear();
    expect(backend.records()).toEqual([]);
    expect(await backend.find?.(record.random_id, { signal: AbortSignal.timeout(1_000) })).toBeUndefined();
  });

  it('lets only the same end follow an end, with finality', async () => {
    const backend = memory({ finality: true });
    const aClient = () => new TelemetryClient({ consent: true, backend });
    const { random_id } = await aClient().create(aRecord());
    expect(await aClient().update({ random_id, exit_code: 100 })).toMatchObject({ outcome: 'updated' });
    expect(await aClient().update({ random_id, exit_code: 100 })).toMatchObject({ outcome: 'updated' });
    expect(await aClient().update({ random_id, status: 'done' })).toMatchObject({ reason: 'already-updated' });
    expect(backend.records()).toMatchObject([{ status: 'failed', exit_code: 100 }]);
  });

  it.each([
    { field: 'type', value: 'ct', code: 'validation_invalid_value' },
    { field: 'type', value: '', code: 'validation_required' },
    { field: 'ct_type', value: undefined, code: 'validation_required' },
    { field: 'nsapp', value: '', code: 'validation_required' },
    { field: 'random_id', value: 'seven77', code: 'validation_min_text_constraint' },
    { field: 'random_id', value: '😀'.repeat(7), code: 'validation_min_text_constraint' },
    { field: 'random_id', value: '', code: 'validation_required' },
    { field: 'status', value: undefined, code: 'validation_required' },
  ])('refuses $field "$value" as the collection does', async ({ field, value, code }) => {
    const backend = memory();
    await expect(backend.create(aNewRecord({ [field]: value }), { signal })).rejects.toMatchObject({
      code: 'rejected',
      status: 400,
      fate: 'refused',
      message: `The memory backend refused ${field}`,
      fields: { [field]: code },
    });
    expect(backend.records()).toEqual([]);
  });

  it('names everything it refuses', async () => {
    const wrong = { type: 'ct', nsapp: '', random_id: 'short' };
    await expect(memory().create(aNewRecord(wrong), { signal })).rejects.toMatchObject({
      message: 'The memory backend refused random_id, type, nsapp',
    });
  });

  it.each([
    { field: 'type', value: 'lxc' },
    { field: 'type', value: 'vm' },
    { field: 'type', value: 'addon' },
    { field: 'type', value: 'pve' },
    { field: 'random_id', value: '😀'.repeat(8) },
    { field: 'random_id', value: 'eight888' },
  ])('takes $field "$value"', async ({ field, value }) => {
    const backend = memory();
    expect(await backend.create(aNewRecord({ [field]: value }), { signal })).toMatchObject({ result: 'created' });
    expect(backend.records()).toMatchObject([{ [field]: value }]);
  });

  it.each([
    { status: 'installing', stored: 'installing' },
    { status: 'success', stored: 'sucess' },
    { status: 'failed', stored: 'failed' },
    { status: 'aborted', stored: 'unknown' },
    { status: 'unknown', stored: 'unknown' },
  ])('stores a record that is $status as $stored', async ({ status, stored }) => {
    const backend = memory();
    await backend.create(aNewRecord({ status }), { signal });
    expect(backend.records()).toMatchObject([{ status: stored, error: '', exit_code: 0 }]);
  });

  it.each([
    { ct_type: 0, stored: 1 },
    { ct_type: 1, stored: 1 },
    { ct_type: 2, stored: 2 },
  ])('stores a ct_type of $ct_type as $stored', async ({ ct_type, stored }) => {
    const backend = memory();
    await backend.create(aNewRecord({ ct_type }), { signal });
    expect(backend.records()).toMatchObject([{ ct_type: stored }]);
  });

  it('stores a record that has ended with its end, as fit to be shown as the collection wants it', async () => {
    const backend = memory();
    const ended = { status: 'failed', error: '\u001B[31mred\u001B[0m', exit_code: 5 };
    await backend.create(aNewRecord(ended), { signal });
    expect(backend.records()).toMatchObject([{ status: 'failed', error: 'red', exit_code: 5 }]);
  });

  it('refuses an end with a status the collection has not, and changes nothing', async () => {
    const backend = memory();
    const { record_id = '' } = await backend.create(aNewRecord(), { signal });
    const patch = { status: 'melted' as never, error: 'x', exit_code: 1 };
    await expect(backend.update({ random_id: 'any', record_id, patch }, { signal })).rejects.toMatchObject({
      code: 'rejected',
      fields: { status: 'validation_invalid_value' },
    });
    expect(backend.records()).toMatchObject([{ status: 'installing', error: '' }]);
  });

  it.each(['not-there', '', undefined])('has no record to update with the id %j', async (record_id) => {
    const patch = { status: 'failed', error: '', exit_code: 1 } as const;
    const target = { random_id: 'any', patch, ...(record_id === undefined ? {} : { record_id }) };
    expect(await memory().update(target, { signal })).toEqual({ result: 'missing' });
  });

  it('makes ids as PocketBase does, and says what is final only where it was asked', async () => {
    const backend = memory();
    const record = aNewRecord();
    const { record_id } = await backend.create(record, { signal });
    expect(record_id).toMatch(/^[a-z0-9]{15}$/);
    expect(await backend.find?.(record.random_id, { signal })).toEqual({ record_id });
    expect(await backend.find?.(record.random_id, { signal, withStatus: true })).toEqual({ record_id, final: false });
    expect(await backend.find?.('another-record', { signal })).toBeUndefined();
  });

  it('lets another end follow an end, without finality', async () => {
    const backend = memory();
    const aClient = () => new TelemetryClient({ consent: true, backend });
    const { random_id } = await aClient().create(aRecord());
    await aClient().update({ random_id, exit_code: 100 });
    expect(await aClient().update({ random_id, status: 'done' })).toMatchObject({ outcome: 'updated' });
    expect(backend.records()).toMatchObject([{ status: 'sucess', exit_code: 0 }]);
  });

  it('says already-final where another end follows an end, with finality', async () => {
    const backend = memory({ finality: true });
    const record = aNewRecord();
    const { record_id = '' } = await backend.create(record, { signal });
    const end = (status: 'failed' | 'success') =>
      backend.update(
        { random_id: record.random_id, record_id, patch: { status, error: '', exit_code: 0 } },
        { signal },
      );
    expect(await end('failed')).toEqual({ result: 'updated', record_id });
    expect(await end('success')).toEqual({ result: 'already-final' });
    expect(await end('failed')).toEqual({ result: 'updated', record_id });
  });

  it('has a name, and reports that may be repeated', () => {
    expect(memory()).toMatchObject({ name: 'memory', repeatable: { create: true, update: true } });
  });

  it('does nothing once the signal has fired', async () => {
    const backend = memory();
    const record = aNewRecord();
    const { record_id = '' } = await backend.create(record, { signal });
    const reason = new Error('gone');
    const fired = { signal: AbortSignal.abort(reason) };
    const patch = { status: 'failed', error: '', exit_code: 1 } as const;
    await expect(backend.create(aNewRecord(), fired)).rejects.toBe(reason);
    await expect(backend.update({ random_id: record.random_id, record_id, patch }, fired)).rejects.toBe(reason);
    await expect(backend.find?.(record.random_id, fired)).rejects.toBe(reason);
    expect(backend.records()).toMatchObject([{ status: 'installing' }]);
  });

  it('takes a random_id again once it is cleared', async () => {
    const backend = memory();
    const record = aNewRecord();
    await backend.create(record, { signal });
    expect(await backend.create(record, { signal })).toEqual({ result: 'existing' });
    backend.clear();
    expect(await backend.create(record, { signal })).toMatchObject({ result: 'created' });
  });
});
