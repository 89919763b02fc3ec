import type { Call } from '../backends/backend.js';
import { whenAborted } from '../when-aborted.js';
import { TelemetryError } from '../errors.js';
import { subscription } from '../observe/subscription.js';
import { makeRandomId } from '../records/make-random-id.js';
import type { StoredRecord } from '../sources/records/stored-record.js';
import { checkRefusal, checkReport } from '../stores/check-report.js';
import { momentOf } from '../stores/columns.js';
import { checkKeys, checkLimit, MOST_REFUSALS } from '../stores/read-limits.js';
import { addReport, beginRun, keyOf, type Run } from '../stores/merge-report.js';
import type { KeptRefusal, Refusal, StoreChange } from '../stores/report.js';
import { storeBackend } from '../stores/store-backend.js';
import type { Store } from '../stores/store.js';
import { memoryRecords } from './memory-records.js';

/**
 * Makes a store in memory, for the tests of what stands in front of a store. It passes {@link storeContract}; nothing
 * of it is durable.
 *
 * @example
 * ```ts
 * import { memoryStore } from '@community-scripts/telemetry/testing';
 *
 * const store = memoryStore();
 * const { signal } = new AbortController();
 * await store.report({ random_id: 'd2f7a1c0', nsapp: 'plex', status: 'success' }, { signal }); // 'stored'
 * await store.records.count(); // 1
 * ```
 */
export function memoryStore(): Store {
  const runs = new Map<string, Run>();
  const source = memoryRecords();
  const refusals: KeptRefusal[] = [];
  /** The version of each run's last change, the oldest first. */
  const versions = new Map<string, number>();
  const cursorPrefix = `${makeRandomId()}.`;
  const followers = new Set<() => void>();
  let version = 0;
  let isClosed = false;

  /** What every write does first. */
  const begin = async ({ signal }: Call): Promise<void> => {
    if (isClosed) throw new TelemetryError('unavailable', 'The store is closed', { fate: 'not-sent' });
    if (signal.aborted) throw signal.reason;
    await Promise.resolve();
  };
  const throwIfClosed = (): void => {
    if (isClosed) throw new TelemetryError('unreachable', 'The store is closed');
  };
  const keep = (run: Run): void => {
    const record = recordOf(run);
    const known = runs.get(record.key);
    const unset = Object.keys(known?.fields ?? {}).map((field) => [field, undefined] as const);
    if (known === undefined) source.add(record);
    else source.change(record.key, { ...Object.fromEntries<undefined>(unset), ...record });
    runs.set(record.key, run);
    versions.delete(record.key);
    versions.set(record.key, (version += 1));
    for (const wake of followers) wake();
  };

  const store: Store = {
    name: 'memory',
    async report(report, call) {
      const checked = checkReport(report);
      await begin(call);
      const known = runs.get(keyOf(checked));
      if (known === undefined) {
        keep(beginRun(checked, Date.now()));
        return 'stored';
      }
      const { run, result } = addReport(known, checked, Date.now());
      if (run !== known) keep(run);
      return result;
    },
    async refuse(refusal: Refusal, call) {
      const checked = checkRefusal(refusal);
      await begin(call);
      refusals.unshift({ at: new Date().toISOString(), ...checked });
      refusals.splice(MOST_REFUSALS);
    },
    refusals: async (limit) => {
      checkLimit(limit);
      return Promise.resolve(refusals.slice(0, limit));
    },
    progress: async (keys) => {
      checkKeys(keys);
      const known = keys.flatMap((key) => runs.get(key) ?? []);
      const steps = known.map(({ fields, steps }) => {
        return [keyOf(fields), steps.map(([status, ms]) => ({ status, at: momentOf(ms) }))] as const;
      });
      return Promise.resolve(new Map(steps));
    },
    changes: ({ after = '', signal: callerSignal } = {}) =>
      subscription(callerSignal, async function* (signal): AsyncGenerator<StoreChange, void> {
        throwIfClosed();
        const given = after.startsWith(cursorPrefix) ? Number(after.slice(cursorPrefix.length)) : NaN;
        let told = given <= version ? given : version;
        if (told !== given) yield { change: 'gap', cursor: `${cursorPrefix}${told}` };
        while (!signal.aborted) {
          throwIfClosed();
          for (const [key, changed] of versions) {
            if (changed <= told) continue;
            told = changed;
            const record = recordOf(runs.get(key) as Run);
            yield { change: 'stored', cursor: `${cursorPrefix}${told}`, key, record };
          }
          if (told === version) await nextChange(followers, signal);
        }
      }),
    records: {
      ...source,
      async get(key, options) {
        const newest = await source.get(key, options);
        const run = runs.get(key);
        return run === undefined ? newest : recordOf(run);
      },
    },
    backend: () => storeBackend(store),
    async close() {
      isClosed = true;
      source.down();
      for (const wake of followers) wake();
      return Promise.resolve();
    },
  };
  return store;
}

/** Settles at the next change, or when the signal aborts. */
async function nextChange(followers: Set<() => void>, signal: AbortSignal): Promise<void> {
  const woken = new AbortController();
  const wake = (): void => woken.abort();
  followers.add(wake);
  const leave = whenAborted(signal, wake);
  await new Promise<void>((resolve) => whenAborted(woken.signal, resolve));
  leave();
  followers.delete(wake);
}

function recordOf({ fields, created, updated }: Run): StoredRecord {
  const record = { key: keyOf(fields), ...fields, created: momentOf(created) };
  return updated === undefined ? record : { ...record, updated: momentOf(updated) };
}
