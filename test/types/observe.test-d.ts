import { describe, expectTypeOf, it } from 'vitest';
import {
  bucketBy,
  type Bucket,
  countBy,
  distinctBy,
  lifecycle,
  merge,
  rate,
  type Rate,
  slidingWindow,
  type Snapshot,
  type Source,
  type SourceEvent,
  statusLifecycle,
  topN,
  watch,
} from '../../src/observe/index.js';
import type { RecordQuery, RecordsSource, StoredRecord } from '../../src/sources/pocketbase/index.js';
import type { FinalStatus } from '../../src/statuses.js';

interface Run {
  readonly nsapp: string;
  readonly exit_code: number;
}

declare const list: readonly Run[];
declare const stream: AsyncIterable<Run>;
declare const snapshot: Snapshot<Run>;
declare const text: string;
declare const runs: Source<Run>;
declare const records: RecordsSource;

describe('an operator', () => {
  it('gives a value for what can be read at once, and a promise for what comes later', () => {
    expectTypeOf(countBy(list, ({ nsapp }) => nsapp)).toEqualTypeOf<Map<string, number>>();
    expectTypeOf(countBy(snapshot, ({ exit_code }) => exit_code)).toEqualTypeOf<Map<number, number>>();
    expectTypeOf(countBy(stream, ({ nsapp }) => nsapp)).toEqualTypeOf<Promise<Map<string, number>>>();
    expectTypeOf(distinctBy(list, ({ nsapp }) => nsapp)).toEqualTypeOf<Run[]>();
    expectTypeOf(distinctBy(stream, ({ nsapp }) => nsapp)).toEqualTypeOf<Promise<Run[]>>();
    expectTypeOf(topN(snapshot, 3, ({ exit_code }) => exit_code)).toEqualTypeOf<Run[]>();
    expectTypeOf(topN(stream, 3, ({ exit_code }) => exit_code)).toEqualTypeOf<Promise<Run[]>>();
    expectTypeOf(rate(new Set(list), { numerator: ({ exit_code }) => exit_code > 0 })).toEqualTypeOf<Rate>();
    expectTypeOf(rate(stream, { numerator: ({ exit_code }) => exit_code > 0 })).toEqualTypeOf<Promise<Rate>>();
  });

  it('passes its result on to the next', () => {
    const top = topN(
      countBy(list, ({ nsapp }) => nsapp),
      3,
      ([, count]) => count,
    );
    expectTypeOf(top).toEqualTypeOf<[string, number][]>();
  });

  it('needs something to read', () => {
    // @ts-expect-error a number has no items
    void countBy(5, String);
    // @ts-expect-error a value is a number
    void topN(list, 3, ({ nsapp }) => nsapp);
    // @ts-expect-error a run has no such field
    void countBy(list, ({ app }: { app: string }) => app);
  });
});

describe('bucketBy', () => {
  const time = (): number => 0;

  it('keeps the items, or what `into` makes of them', () => {
    const into = { initial: () => 0, add: (sum: number, { exit_code }: Run) => sum + exit_code };
    expectTypeOf(bucketBy(list, { every: 'day', time })).toEqualTypeOf<Bucket<Run[]>[]>();
    expectTypeOf(bucketBy(list, { every: 1000, time, into })).toEqualTypeOf<Bucket<number>[]>();
    expectTypeOf(bucketBy(stream, { every: 'day', time })).toEqualTypeOf<Promise<Bucket<Run[]>[]>>();
    expectTypeOf(bucketBy(stream, { every: 'day', time, into })).toEqualTypeOf<Promise<Bucket<number>[]>>();
  });

  it('knows its units', () => {
    // @ts-expect-error there is no year
    void bucketBy(list, { every: 'year', time });
    // @ts-expect-error the time is not known
    void bucketBy(list, { every: 'day' });
  });
});

it('slidingWindow combines values of one type', () => {
  const window = slidingWindow({
    lengthMs: 10,
    bucketMs: 1,
    time: ({ exit_code }: Run) => exit_code,
    into: { initial: () => new Set<string>(), add: (apps, { nsapp }) => apps.add(nsapp) },
    combine: (one, other) => new Set([...one, ...other]),
  });
  expectTypeOf(window.value()).toEqualTypeOf<Set<string>>();
  expectTypeOf<Parameters<(typeof window)['add']>>().toEqualTypeOf<[item: Run]>();
});

describe('lifecycle', () => {
  const door = lifecycle({ open: ['closed'], closed: ['open', 'locked'], broken: [] });

  it('knows its states', () => {
    expectTypeOf(door.next('closed')).toEqualTypeOf<readonly ('open' | 'locked')[]>();
    expectTypeOf(door.next('locked')).toEqualTypeOf<readonly never[]>();
    // @ts-expect-error there is no such state
    void door.next('ajar');
  });

  it('narrows to its final states', () => {
    if (door.isFinal(text)) expectTypeOf(text).toEqualTypeOf<'locked' | 'broken'>();
    if (statusLifecycle.isFinal(text)) expectTypeOf(text).toEqualTypeOf<FinalStatus>();
  });
});

describe('watch', () => {
  it('tells the items of its source', () => {
    expectTypeOf(watch(runs, { everyMs: 1000 })).toEqualTypeOf<AsyncIterable<SourceEvent<Run>>>();
    void watch(runs, {
      everyMs: 1000,
      isChange: (before, now) => (before.exit_code === now.exit_code ? [] : ['code']),
    });
    // @ts-expect-error the interval is missing
    void watch(runs, {});
    // @ts-expect-error a change has reasons
    void watch(runs, { everyMs: 1000, isChange: () => true });
  });

  it('takes the query of its source', () => {
    void watch(records, { everyMs: 1000, query: { status: 'failed' } });
    // @ts-expect-error there is no such status
    void watch(records, { everyMs: 1000, query: { status: 'broken' } });
    // @ts-expect-error this source takes no query
    void watch(runs, { everyMs: 1000, query: { status: 'failed' } });
  });

  it('needs a list only', () => {
    const computed = { list: () => Promise.resolve({} as Snapshot<number>) };
    expectTypeOf(watch(computed, { everyMs: 1000 })).toEqualTypeOf<AsyncIterable<SourceEvent<number>>>();
  });
});

describe('merge', () => {
  it('is a source of the same items, which can be followed', () => {
    expectTypeOf(merge([runs, runs])).toExtend<Source<Run>>();
    expectTypeOf(merge([runs, runs]).subscribe()).toEqualTypeOf<AsyncIterable<SourceEvent<Run>>>();
    const all = merge<StoredRecord, RecordQuery>([records, records], {
      collision: (earlier, later) => (later.created > earlier.created ? later : earlier),
    });
    expectTypeOf(all.list({ status: 'failed' })).toEqualTypeOf<Promise<Snapshot<StoredRecord>>>();
    // @ts-expect-error the runs of a source are no records
    void merge<StoredRecord, RecordQuery>([records, runs]);
  });
});
