import { describe, expect, it } from 'vitest';
import { selectFields } from '../../../src/sources/records/select-fields.js';
import { aStoredRecord } from './a-stored-record.js';

describe('selectFields', () => {
  it('keeps the key and the named fields that are set', () => {
    expect(selectFields(aStoredRecord(), ['nsapp', 'error'])).toStrictEqual({ key: 'first-record', nsapp: 'plex' });
  });

  it('copies the record where no fields are named', () => {
    const record = aStoredRecord();
    expect(selectFields(record, undefined)).toStrictEqual(record);
    expect(selectFields(record, undefined)).not.toBe(record);
  });
});
