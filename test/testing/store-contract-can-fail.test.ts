import { describe, expect, it } from 'vitest';
import { memoryStore, type Report, type Store, storeContract } from '../../src/testing/index.js';

/** The error of one case; `undefined` if it passes. */
async function errorOf(name: string, make: () => { store: Store; open?: () => Store }): Promise<unknown> {
  const found = storeContract(make).find((one) => one.name === name);
  if (found === undefined) throw new Error(`No case has the name ${name}`);
  return found.run().then(
    () => undefined,
    (error: unknown) => error,
  );
}

type Change = (good: Store) => Partial<Store>;

/** Stores another report than the one that was given. */
function misreporting(change: (report: Report) => Report): Change {
  return (good) => ({ report: (report, call) => good.report(change(report), call) });
}

/** Reads other records than those that were stored. */
function misreading(change: (record: Record<string, unknown>) => object | undefined): Change {
  return (good) => ({
    records: {
      ...good.records,
      async get(key, call) {
        const record = await good.records.get(key, call);
        return record && (change(record as never) as typeof record);
      },
    },
  });
}

/** Remembers what it was told, by run, and decides by that. */
function remembering(
  judge: (known: Report[], report: Report, store: Store) => ReturnType<Store['report']> | undefined,
) {
  return (good: Store): Partial<Store> => {
    const known = new Map<string, Report[]>();
    return {
      async report(report, call) {
        const key = report?.execution_id ?? report?.random_id;
        const before = known.get(key) ?? [];
        known.set(key, [...before, report]);
        return judge(before, report, good) ?? good.report(report, call);
      },
    };
  };
}

const isEnd = ({ status }: Report): boolean => ['success', 'failed', 'aborted', 'unknown'].includes(status);
const call = { signal: new AbortController().signal };

const FAULTS: readonly { what: string; change: Change; found: string }[] = [
  { what: 'has no name', change: () => ({ name: '' }), found: 'has a name' },
  {
    what: 'loses a field',
    change: misreporting(({ app_version, ...report }) => ({ ...report, ...(app_version ? {} : {}) })),
    found: 'stores every field of a report',
  },
  {
    what: 'gives the time in another form',
    change: misreading((record) => ({ ...record, created: String(record['created']).replace('T', ' ') })),
    found: 'stores every field of a report',
  },
  {
    what: 'makes ids of its own',
    change: misreading((record) => ({ ...record, record_id: '6m25ea7zg5e918f' })),
    found: 'stores every field of a report',
  },
  {
    what: 'has no aborted',
    change: misreporting((report) => (report?.status === 'aborted' ? { ...report, status: 'unknown' } : report)),
    found: 'stores every status',
  },
  {
    what: 'has one run per installation',
    change: misreporting(({ execution_id, ...report }) => (execution_id ? report : report)),
    found: 'keeps a run by its execution_id, and without one by its random_id',
  },
  {
    what: 'lets the last end stand',
    change: (good) => {
      const stores = new Map<string, Store>();
      const latest = (key: string): Store => stores.get(key) ?? good;
      return {
        async report(report, given) {
          const result = await good.report(report, given);
          if (result !== 'superseded') return result;
          const other = memoryStore();
          stores.set(report.random_id, other);
          await other.report(report, given);
          return result;
        },
        records: { ...good.records, get: (key, given) => latest(key).records.get(key, given) },
      };
    },
    found: 'keeps the first end, whatever comes later',
  },
  {
    what: 'says stored for a later end',
    change: (good) => ({
      report: async (report, given) => {
        const result = await good.report(report, given);
        return result === 'superseded' ? 'stored' : result;
      },
    }),
    found: 'gives one run one end when twenty are reported at once',
  },
  {
    what: 'says superseded for the same end',
    change: remembering((before, report) =>
      isEnd(report) && before.some(isEnd) ? Promise.resolve('superseded') : undefined,
    ),
    found: 'says repeated for the same begin and the same end, and changes nothing',
  },
  {
    what: 'says stored for every begin',
    change: (good) => ({
      report: async (report, given) => {
        const result = await good.report(report, given);
        return report?.status === 'installing' ? 'stored' : result;
      },
    }),
    found: 'says repeated for the same begin and the same end, and changes nothing',
  },
  {
    what: 'drops a begin that comes after the end',
    change: remembering((before, report) =>
      report?.status === 'installing' && before.some(isEnd)
        ? Promise.resolve(before.length === 1 ? 'superseded' : 'repeated')
        : undefined,
    ),
    found: 'keeps an end that comes before its begin, and fills in what the begin gives',
  },
  {
    what: 'takes only the status of an end',
    change: remembering((before, report, good) => {
      const [first] = before;
      return first && isEnd(report) ? good.report({ ...report, nsapp: first.nsapp }, call) : undefined;
    }),
    found: 'prefers what the end gives, then what came first',
  },
  {
    what: 'keeps the error of a run that went on',
    change: remembering((before, report, good) => {
      const error = before.find((one) => one.error)?.error;
      return error && isEnd(report) ? good.report({ ...report, error }, call) : undefined;
    }),
    found: 'forgets the exit code and error of a run that went on',
  },
  {
    what: 'keeps one step of each status',
    change: remembering((before, report) =>
      report?.status === 'configuring' && before.some(({ status }) => status === 'configuring')
        ? Promise.resolve('stored')
        : undefined,
    ),
    found: 'keeps the progress of a run as its steps',
  },
  {
    what: 'goes back to the status that came last',
    change: (good) => {
      const last = new Map<string, string>();
      return {
        report: (report, given) => {
          if (report?.status) last.set(report.random_id, report.status);
          return good.report(report, given);
        },
        ...misreading((record) => ({ ...record, status: last.get(String(record['key'])) }))(good),
      };
    },
    found: 'does not let the status of a run go back',
  },
  {
    what: 'keeps every step',
    change: (good) => ({
      progress: async (keys, given) => {
        const steps = await good.progress(keys, given);
        return new Map([...steps].map(([key, some]) => [key, [...some.slice(0, 1), ...some]]));
      },
    }),
    found: 'keeps the end of a run after more progress than it keeps',
  },
  {
    what: 'loses what comes at once',
    change: (good) => {
      let waiting = 0;
      return {
        async report(report, given) {
          waiting += 1;
          try {
            return waiting > 500 ? 'stored' : await good.report(report, given);
          } finally {
            waiting -= 1;
          }
        },
      };
    },
    found: 'stores a thousand reports at once',
  },
  {
    what: 'changes a quote',
    change: misreporting((report) => ({ ...report, error: String(report.error).replaceAll("'", "''") })),
    found: 'stores hostile text as text',
  },
  {
    what: 'wraps a number of 8 bits',
    change: misreporting((report) => ({ ...report, core_count: (report.core_count ?? 0) & 255 })),
    found: 'stores numbers as they are',
  },
  {
    what: 'rounds a size',
    change: misreporting((report) => ({ ...report, disk_size: Math.round(report.disk_size ?? 0) })),
    found: 'stores numbers as they are',
  },
  {
    what: 'reads 0 as a value',
    change: misreading((record) => ({ core_count: 0, ...record })),
    found: 'takes an empty text and 0 as not set',
  },
  {
    what: 'takes any status',
    change: misreporting((report) =>
      (report?.status as string) === 'melting' ? { ...report, status: 'unknown' } : report,
    ),
    found: 'rejects an invalid report, naming its fields, and stores nothing',
  },
  {
    what: 'takes a negative number',
    change: misreporting((report) => (report?.exit_code === -1 ? { ...report, exit_code: 255 } : report)),
    found: 'rejects an invalid report, naming its fields, and stores nothing',
  },
  {
    what: 'stores although the caller has left',
    change: (good) => ({
      report: async (report, given) => {
        const result = await good.report(report, call);
        if (given.signal.aborted) throw given.signal.reason;
        return result;
      },
    }),
    found: 'stores nothing after the signal has aborted',
  },
  {
    what: 'gives refusals the oldest first',
    change: (good) => ({ refusals: async (limit) => [...(await good.refusals(limit))].reverse() }),
    found: 'keeps what was refused, the newest first',
  },
  {
    what: 'tells no changes',
    change: (good) => ({
      records: {
        ...good.records,
        subscribe: async function* (query, options) {
          for await (const event of good.records.subscribe?.(query, options) ?? []) {
            if (event.event === 'snapshot') yield event;
            if (event.event === 'changed') return;
          }
        },
      },
    }),
    found: 'tells its subscriptions what is reported',
  },
  {
    what: 'goes on after a cursor of another store',
    change: (good) => ({
      changes: async function* (options) {
        for await (const change of good.changes(options)) if (change.change !== 'gap') yield change;
      },
    }),
    found: 'tells every change after a cursor, and a gap where it cannot',
  },
  {
    what: 'has lost its data',
    change: () => ({}),
    found: 'has what it stored when it is opened again',
  },
  {
    what: 'has an end for each process',
    change: () => ({}),
    found: 'gives one run one end when two processes report it',
  },
  {
    what: 'takes reports after it was closed',
    change: (good) => ({ close: () => Promise.resolve(void good) }),
    found: 'rejects what comes after it was closed',
  },
];

describe('the store contract', () => {
  it.each(FAULTS)('finds a store that $what', async ({ change, found }) => {
    const make = (): { store: Store; open: () => Store } => {
      const good = memoryStore();
      return { store: { ...good, ...change(good) }, open: () => memoryStore() };
    };
    const error = (await errorOf(found, make)) as Error;
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toMatch(/[Ee]xpected/);
  });

  it('has a fault for every case', () => {
    const names = storeContract(() => ({ store: memoryStore() })).map(({ name }) => name);
    expect(names.filter((name) => !FAULTS.some(({ found }) => found === name))).toEqual([]);
  });
});
