import { describe, expectTypeOf, it } from 'vitest';
import type { Snapshot, SourceEvent } from '../../src/observe/index.js';
import type { RecordField, RecordQuery, RecordsSource, StoredRecord } from '../../src/sources/pocketbase/index.js';
import { memoryRecords } from '../../src/testing/index.js';

const source = memoryRecords();
type Item<T> = T extends AsyncIterable<infer I> ? I : never;

describe('reading records', () => {
  it('gives whole records without a query, or without fields', () => {
    expectTypeOf(source.records()).toEqualTypeOf<AsyncIterable<StoredRecord>>();
    expectTypeOf(source.records({ status: 'failed' })).toEqualTypeOf<AsyncIterable<StoredRecord>>();
    expectTypeOf(source.list()).toEqualTypeOf<Promise<Snapshot<StoredRecord>>>();
    expectTypeOf(source.get('a')).toEqualTypeOf<Promise<StoredRecord | undefined>>();
  });

  it('narrows records to the fields of the query, and the key', () => {
    const records = source.records({ status: 'failed', fields: ['nsapp', 'exit_code'] });
    type Narrow = Pick<StoredRecord, 'key' | 'nsapp' | 'exit_code'>;
    expectTypeOf(records).toEqualTypeOf<AsyncIterable<Narrow>>();
    expectTypeOf(source.list({ fields: ['nsapp', 'exit_code'] })).toEqualTypeOf<Promise<Snapshot<Narrow>>>();
    expectTypeOf(source.subscribe({ fields: ['nsapp', 'exit_code'] })).toEqualTypeOf<
      AsyncIterable<SourceEvent<Narrow>>
    >();
    expectTypeOf<Item<typeof records>['exit_code']>().toEqualTypeOf<number | undefined>();
    // @ts-expect-error: it was not asked for
    expectTypeOf<Item<typeof records>['error']>();
  });

  it('gives the key alone for no field', () => {
    expectTypeOf(source.records({ fields: [] })).toEqualTypeOf<AsyncIterable<Pick<StoredRecord, 'key'>>>();
  });

  it('promises only the key where the fields are known only when it runs', () => {
    const fields: ('nsapp' | 'error')[] = ['nsapp'];
    type Loose = Pick<StoredRecord, 'key'> & Partial<Pick<StoredRecord, 'nsapp' | 'error'>>;
    expectTypeOf(source.records({ fields })).toEqualTypeOf<AsyncIterable<Loose>>();
    const any: RecordField[] = ['nsapp'];
    expectTypeOf(source.records({ fields: any })).toEqualTypeOf<
      AsyncIterable<Pick<StoredRecord, 'key'> & Partial<StoredRecord>>
    >();
  });

  it('is a source of records, whichever server it reads', () => {
    expectTypeOf(source).toExtend<RecordsSource>();
  });
});

describe('a query', () => {
  it('takes what its fields hold', () => {
    expectTypeOf<{ status: 'failed'; nsapp: string[]; exit_code: { from: number } }>().toExtend<RecordQuery>();
    expectTypeOf<{ nsap: string }>().not.toExtend<RecordQuery>();
    expectTypeOf<{ status: 'sucess' }>().not.toExtend<RecordQuery>();
    expectTypeOf<{ exit_code: string }>().not.toExtend<RecordQuery>();
    expectTypeOf<{ nsapp: { from: string } }>().not.toExtend<RecordQuery>();
    expectTypeOf<{ created: string }>().not.toExtend<RecordQuery>();
    expectTypeOf<{ sort: '-created' }>().toExtend<RecordQuery>();
    expectTypeOf<{ sort: 'creatd' }>().not.toExtend<RecordQuery>();
    expectTypeOf<{ key: string }>().not.toExtend<RecordQuery>();
  });
});
