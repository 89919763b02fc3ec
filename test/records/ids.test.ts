import { afterEach, describe, expect, it, vi } from 'vitest';
import { TelemetryClient } from '../../src/index.js';
import { makeRandomId } from '../../src/records/make-random-id.js';
import { isRandomId } from '../../src/records/random-id.js';
import { isRecordId } from '../../src/records/record-id.js';
import { memory } from '../../src/testing/index.js';

const EVERY_CHARACTER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

// None of them may come into a filter or a path, wherever it stands.
const FOREIGN = ['/', '.', "'", '"', '\\', ' ', '\n', '%', '?', '#', '&', 'ä', '\0'];

describe('a random_id', () => {
  it.each(['a'.repeat(8), 'Z_-9Z_-9', EVERY_CHARACTER])('may be %s', (id) => {
    expect(isRandomId(id)).toBe(true);
  });

  it.each(['', 'a'.repeat(7), 'a'.repeat(65), 12345678, null, ['aaaaaaaa']])('may not be %j', (id) => {
    expect(isRandomId(id)).toBe(false);
  });

  it.each(FOREIGN)('has no %j before, in or after it', (foreign) => {
    const ids = [`${foreign}aaaaaaaa`, `aaaa${foreign}aaaa`, `aaaaaaaa${foreign}`];
    expect(ids.filter(isRandomId)).toEqual([]);
  });
});

describe('a record_id', () => {
  it.each(['a', 'abc123def456789', EVERY_CHARACTER, 'a'.repeat(128)])('may be %s', (id) => {
    expect(isRecordId(id)).toBe(true);
  });

  it.each(['', 'a'.repeat(129), 7, null, ['a']])('may not be %j', (id) => {
    expect(isRecordId(id)).toBe(false);
  });

  it.each(FOREIGN)('has no %j before, in or after it', (foreign) => {
    const ids = [`${foreign}a`, `a${foreign}a`, `a${foreign}`];
    expect(ids.filter(isRecordId)).toEqual([]);
  });
});

describe('a random_id made here', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('has 32 digits without crypto.randomUUID, however small the random numbers', () => {
    vi.stubGlobal('crypto', { getRandomValues: (parts: Uint32Array) => parts.fill(0xa5) });
    expect(makeRandomId()).toBe('000000a5'.repeat(4));
  });

  it('is empty where there are no random numbers, so that nothing is sent', async () => {
    vi.stubGlobal('crypto', undefined);
    expect(makeRandomId()).toBe('');
    const backend = memory();
    expect(await new TelemetryClient({ consent: true, backend }).create({ type: 'lxc', nsapp: 'plex' })).toEqual({
      random_id: '',
      outcome: 'skipped',
      reason: 'no-random-id',
    });
    expect(backend.records()).toEqual([]);
  });
});
