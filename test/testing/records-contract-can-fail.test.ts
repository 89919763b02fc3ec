import { describe, expect, it, vi } from 'vitest';
import type { SourceEvent } from '../../src/observe/index.js';
import {
  type MemoryRecordsSource,
  type RecordQuery,
  type RecordsSource,
  recordsSourceContract,
  type RecordsSourceSetup,
  type StoredRecord,
} from '../../src/testing/index.js';
import { memorySetup } from './records-setup.js';

/** The error of one case; `undefined` if it passes. */
async function errorOf(name: string, make: () => RecordsSourceSetup): Promise<unknown> {
  const found = recordsSourceContract(make).find((one) => one.name === name);
  if (found === undefined) throw new Error(`No case has the name ${name}`);
  return found.run().then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Reads by another query than the one that was asked. */
function misreading(change: (query: RecordQuery) => RecordQuery) {
  return (good: MemoryRecordsSource): Partial<RecordsSource> => ({
    records: ((query: RecordQuery = {}, call) => good.records(change(query), call)) as RecordsSource['records'],
  });
}

/** Gives other records than those that were asked for. */
function rereading(change: (records: StoredRecord[], query: RecordQuery) => StoredRecord[]) {
  return (good: MemoryRecordsSource): Partial<RecordsSource> => ({
    records: async function* (query: RecordQuery = {}, call) {
      const records: StoredRecord[] = [];
      for await (const record of good.records(query, call)) records.push(record);
      yield* change(records, query);
    } as RecordsSource['records'],
  });
}

/** Tells other events than those that happened. */
function retelling(change: (event: SourceEvent<StoredRecord>) => SourceEvent<StoredRecord>[]) {
  return (good: MemoryRecordsSource): Partial<RecordsSource> => ({
    subscribe: async function* (query, call) {
      for await (const event of good.subscribe(query, call)) yield* change(event as SourceEvent<StoredRecord>);
    } as MemoryRecordsSource['subscribe'],
  });
}

function without(...fields: (keyof RecordQuery)[]): (query: RecordQuery) => RecordQuery {
  return (query) => leaveOut(query, ...fields);
}

function leaveOut<T extends object>(from: T, ...names: (keyof T)[]): T {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name as keyof T))) as T;
}

/** A query whose bounds are read by `change`. */
function rebounded(field: 'exit_code' | 'created', bound: 'from' | 'to') {
  return (query: RecordQuery): RecordQuery => {
    const { [field]: range } = query;
    const others = leaveOut<Record<string, unknown>>(typeof range === 'object' ? { ...range } : {}, bound);
    return Object.keys(others).length > 0 && !Array.isArray(range) ? { ...query, [field]: others } : query;
  };
}

const HOSTILE = 'takes hostile text as text';
const FOLLOWS = 'tells a snapshot first, then what is added, changed and removed';
const IS_DOWN = 'says in a ping that it is down, and rejects a read as unreachable';

const DEFECTS: readonly {
  what: string;
  change: (good: MemoryRecordsSource) => Partial<RecordsSource>;
  found: string;
}[] = [
  { what: 'has no name', change: () => ({ name: '' }), found: 'has a name' },
  {
    what: 'leaves out a field',
    change: rereading((records) => records.map((record) => leaveOut(record, 'os_version'))),
    found: 'reads every record with every field, the oldest first',
  },
  {
    what: 'reads the newest first',
    change: misreading((query) => ({ sort: '-created', ...query })),
    found: 'reads every record with every field, the oldest first',
  },
  { what: 'ignores a text', change: misreading(without('arch')), found: 'finds records by each text' },
  {
    what: 'compares texts without their case',
    change: misreading((query) => (query.nsapp === 'plex' ? { ...query, nsapp: ['plex', 'Plex'] } : query)),
    found: 'finds records by each text',
  },
  {
    what: 'takes an empty list for no condition',
    change: misreading((query) => (Array.isArray(query.nsapp) && query.nsapp.length === 0 ? {} : query)),
    found: 'finds records that meet all conditions',
  },
  { what: 'ignores the status', change: misreading(without('status')), found: 'finds records by each status' },
  {
    what: 'ignores the upper bound',
    change: misreading(rebounded('exit_code', 'to')),
    found: 'finds records by each number and range of numbers',
  },
  {
    what: 'takes a 0 for a number that is not set',
    change: misreading((query) => (query.core_count === 0 ? {} : query)),
    found: 'finds records by each number and range of numbers',
  },
  { what: 'ignores a flag', change: misreading(without('has_arm')), found: 'finds records by each flag' },
  {
    what: 'ignores when a range of time begins',
    change: misreading(rebounded('created', 'from')),
    found: 'finds records by each range of moments',
  },
  {
    what: 'holds only the first of several conditions',
    change: misreading((query) => (Object.keys(query).length > 2 ? without('exit_code', 'nsapp')(query) : query)),
    found: 'finds records that meet all conditions',
  },
  {
    what: 'takes `_` of a search for any character',
    change: misreading((query) => (query.search === 'p_ex' ? { ...query, search: 'plex' } : query)),
    found: 'searches nsapp and error for any character',
  },
  {
    what: 'lets a text end its literal',
    change: misreading((query) => (query.nsapp === "' || 1=1 //" ? {} : query)),
    found: HOSTILE,
  },
  {
    what: 'gets any record for a hostile id',
    change: (good) => ({ get: (key, call) => good.get(key.includes('1=1') ? 'contract-00' : key, call) }),
    found: HOSTILE,
  },
  {
    what: 'sorts only upwards',
    change: misreading((query) => ({ ...query, sort: query.sort?.replace('-', '') as RecordQuery['sort'] })),
    found: 'sorts by each field in both directions, and by id where values are equal',
  },
  {
    what: 'reads a record twice without an order',
    change: rereading((records, { order }) => (order === 'none' ? [...records, ...records.slice(0, 1)] : records)),
    found: 'reads everything once where the order does not matter',
  },
  {
    what: 'reads one record more than its limit',
    change: misreading((query) => (query.limit ? { ...query, limit: query.limit + 1 } : query)),
    found: 'ends at the limit',
  },
  {
    what: 'takes a part for the whole',
    change: (good) => ({
      list: async (query, call) => ({ ...(await good.list(query, call)), complete: true }),
    }),
    found: 'ends at the limit',
  },
  {
    what: 'reads every field',
    change: misreading(without('fields')),
    found: 'reads only the fields that are asked for',
  },
  {
    what: 'lists by another key',
    change: (good) => ({
      list: async (query, call) => {
        const snapshot = await good.list(query, call);
        return { ...snapshot, items: new Map([...snapshot.items].map(([key, item]) => [`${key}!`, item])) };
      },
    }),
    found: 'lists what it reads, by key',
  },
  {
    what: 'finds only random ids',
    change: (good) => ({ get: (key, call) => good.get(key.startsWith('execution') ? '' : key, call) }),
    found: 'gets a record by each of its ids',
  },
  {
    what: 'throws for an unknown id',
    change: (good) => ({
      async get(key, call) {
        const record = await good.get(key, call);
        if (record === undefined) throw new Error('404');
        return record;
      },
    }),
    found: 'gets a record by each of its ids',
  },
  {
    what: 'counts to the limit',
    change: (good) => ({ count: async (query, call) => (await good.list(query, call)).items.size }),
    found: 'counts what it reads',
  },
  {
    what: 'counts a blocked run as a failure',
    change: (good) => ({
      summarize: async (...asked) =>
        (await good.summarize(...asked)).map((row) => ({ ...row, failed: row.failed + row.blocked, blocked: 0 })),
    }),
    found: 'summarizes what it reads',
  },
  {
    what: 'drops what it does not know',
    change: misreading(without('nsap' as 'nsapp')),
    found: 'refuses an invalid query',
  },
  {
    what: 'follows with a limit',
    change: (good) => ({
      subscribe: ((query, call) =>
        good.subscribe(without('limit')(query ?? {}), call)) as MemoryRecordsSource['subscribe'],
    }),
    found: 'refuses an invalid query',
  },
  {
    what: 'refuses with an error of its own',
    change: (good) => ({
      count: (query, call) => good.count(query, call).catch(() => Promise.reject(new Error('400'))),
    }),
    found: 'refuses an invalid query',
  },
  {
    what: 'does not listen to its signal',
    change: (good) => ({ count: (query) => good.count(query) }),
    found: 'rejects as aborted after its signal has aborted',
  },
  {
    what: 'reads on after its signal',
    change: rereading((records) => records),
    found: 'rejects as aborted after its signal has aborted',
  },
  {
    what: 'does not know whether it is up',
    change: (good) => ({ ping: async (call) => ({ ...(await good.ping(call)), state: 'unknown' }) }),
    found: 'says in a ping that it is up',
  },
  {
    what: 'rejects a ping of a server that is down',
    change: (good) => ({
      async ping(call) {
        const health = await good.ping(call);
        if (health.error) throw health.error;
        return health;
      },
    }),
    found: IS_DOWN,
  },
  {
    what: 'reads nothing from a server that is down',
    change: (good) => ({
      records: async function* (query, call) {
        if ((await good.ping()).state === 'up') yield* good.records(query, call);
      } as RecordsSource['records'],
    }),
    found: IS_DOWN,
  },
  {
    what: 'begins with another event than a snapshot',
    change: retelling((event) => (event.event === 'snapshot' ? [{ event: 'removed', key: 'first' }] : [event])),
    found: FOLLOWS,
  },
  {
    what: 'tells a change twice',
    change: retelling((event) => (event.event === 'changed' ? [event, event] : [event])),
    found: FOLLOWS,
  },
  {
    what: 'does not tell what was before',
    change: retelling((event) => [leaveOut(event, 'before' as 'event')]),
    found: FOLLOWS,
  },
  {
    what: 'tells what left the query as changed',
    change: retelling((event) =>
      event.event === 'removed'
        ? [{ ...event, event: 'changed', item: event.before as StoredRecord, via: 'live', why: ['status'] }]
        : [event],
    ),
    found: FOLLOWS,
  },
  {
    what: 'tells on after its signal',
    change: (good) => ({
      subscribe: async function* (query) {
        yield* good.subscribe(query, { signal: AbortSignal.timeout(200) });
      } as MemoryRecordsSource['subscribe'],
    }),
    found: 'ends a subscription with its signal',
  },
];

describe('the contract of sources of records', () => {
  it.each(DEFECTS)('finds a source that $what', async ({ change, found }) => {
    expect(await errorOf(found, () => memorySetup(change))).toBeInstanceOf(Error);
  });

  it('finds a source whose request stays open', async () => {
    vi.useFakeTimers();
    const make = (): RecordsSourceSetup => ({ ...memorySetup(), openRequests: () => 1 });
    const error = errorOf('ends its request when the loop is left', make);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect(await error).toMatchObject({ message: 'Expected that leaving the loop ends its request' });
  });

  it('finds a source that ignores what it is said to refuse', async () => {
    const refuses = ({ search }: RecordQuery): boolean => search !== undefined;
    const make = (): RecordsSourceSetup => ({ ...memorySetup(), refuses });
    expect(await errorOf('searches nsapp and error for any character', make)).toBeInstanceOf(Error);
  });

  it('lets a source pass that refuses what it is said to refuse, and has no subscription', async () => {
    const refuses = ({ search }: RecordQuery): boolean => search !== undefined && search !== '';
    const refusing = misreading((query) =>
      refuses(query) ? ({ ...query, search: 7 } as unknown as RecordQuery) : query,
    );
    const make = (): RecordsSourceSetup => ({
      ...memorySetup((good) => ({ ...refusing(good), subscribe: undefined as never })),
      refuses,
    });
    for (const { name } of recordsSourceContract(make))
      expect([name, await errorOf(name, make)]).toEqual([name, undefined]);
  });

  it('has a source that fails each case', () => {
    const found = new Set([...DEFECTS.map((defect) => defect.found), 'ends its request when the loop is left']);
    expect([...found].sort()).toEqual(
      recordsSourceContract(() => memorySetup())
        .map(({ name }) => name)
        .sort(),
    );
  });
});
