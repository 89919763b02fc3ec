import { describe, expect, it } from 'vitest';
import { checkQuery } from '../../../src/sources/records/check-query.js';
import { compareRecords } from '../../../src/sources/records/sort-records.js';
import type { RecordSort } from '../../../src/sources/records/record-query.js';
import type { StoredRecord } from '../../../src/sources/records/stored-record.js';
import { aStoredRecord } from './a-stored-record.js';

describe('compareRecords', () => {
  it.each<{ what: string; sort?: RecordSort; records: Partial<StoredRecord>[]; order: string }>([
    { what: 'by created', records: [{ created: '2026-11-22T00:00:00.000Z' }, {}], order: 'BA' },
    { what: 'equal values by key', records: [{ key: 'c' }, { key: 'a' }, { key: 'b' }], order: 'BCA' },
    { what: 'equal values by record_id', records: [{ record_id: 'b' }, { record_id: 'a', key: 'z' }], order: 'BA' },
    {
      what: 'down, ids too',
      sort: '-exit_code',
      records: [{ exit_code: 9 }, { exit_code: 10, key: 'a' }, { exit_code: 10, key: 'b' }],
      order: 'CBA',
    },
    { what: 'unset first', sort: 'exit_code', records: [{ exit_code: 0 }, {}], order: 'BA' },
    { what: 'unset last, descending', sort: '-error', records: [{}, { error: 'a' }], order: 'BA' },
    { what: 'flags', sort: 'has_arm', records: [{ has_arm: true }, { has_arm: false }], order: 'BA' },
    {
      what: 'texts by code point',
      sort: 'nsapp',
      records: [{ nsapp: 'a😀' }, { nsapp: 'a\uffee' }, { nsapp: 'a' }, { nsapp: 'B' }, { nsapp: 'a😁' }],
      order: 'DCBAE',
    },
  ])('orders $what', ({ sort, records, order }) => {
    const named = records.map((changes, place) => ({ ...aStoredRecord(changes), method: 'ABCDE'[place] as string }));
    const sorted = named.sort(compareRecords(checkQuery({ sort })));
    expect(sorted.map(({ method }) => method).join('')).toBe(order);
  });
});
