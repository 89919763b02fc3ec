import { describe, expect, it } from 'vitest';
import { TelemetryClient } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { aRecord } from '../support/records.js';

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
    { field: 'nsapp', value: '', code: 'validation_required' },
    { field: 'random_id', value: 'seven77', code: 'validation_min_text_constraint' },
    { field: 'status', value: 'success ', code: 'validation_invalid_value' },
  ])('refuses $field "$value" as the collection does', async ({ field, value, code }) => {
    const backend = memory();
    const { signal } = new AbortController();
    const record = { ...aRecord(), ct_type: 1, status: 'installing', [field]: value } as never;
    await expect(backend.create(record, { signal })).rejects.toMatchObject({
      code: 'rejected',
      status: 400,
      fields: { [field]: code },
    });
    expect(backend.records()).toEqual([]);
  });
});
