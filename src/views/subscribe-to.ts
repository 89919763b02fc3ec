import { toTelemetryError } from '../errors.js';
import { checkOption } from '../observe/check-option.js';
import type { Health } from '../observe/health.js';
import type { Snapshot } from '../observe/snapshot.js';
import type { SourceEvent } from '../observe/source-event.js';
import type { RecordQuery, Selected } from '../sources/records/record-query.js';
import { checkSource } from './check-source.js';
import { type FollowedSource, followRecords } from './follow-records.js';

/** Ends a subscription; the listener is not called any more. */
export interface StopRecords<T> {
  (): void;
  /**
   * The records as they are now, in the order in which they came; `undefined` until the source told something. The same
   * object until something changes, then another one, as React's `useSyncExternalStore` needs it. It stays after the end.
   */
  readonly getSnapshot: () => Snapshot<T> | undefined;
}

/**
 * Keeps the records that match up to date, and calls a listener after changes, for frameworks that ask for the state
 * when they are told that it changed. By the source's `subscribe`, else by asking every 30 seconds.
 *
 * Changes that come together are one call. While the source is down, the records stay and `health` says so, by the name
 * of the source. If the source refuses only when it reads, as for a field that its collection does not have or a token
 * that is wrong, the subscription has ended: its state is then `unknown`, with the error that says why.
 *
 * @param listener - Called without arguments, and not before this function returns.
 * @throws TelemetryError at once: `invalid-query`; `invalid-options` for what is not a source or a listener.
 *
 * @example
 * ```ts
 * import { memoryRecords } from '@community-scripts/telemetry/testing';
 * import { subscribeTo } from '@community-scripts/telemetry/views';
 *
 * const stop = subscribeTo(memoryRecords(), { status: 'failed' }, () => {
 *   console.log(stop.getSnapshot()?.items.size);
 * });
 * stop();
 * ```
 */
export function subscribeTo<const Q extends RecordQuery>(
  source: FollowedSource,
  query: Q,
  listener: () => void,
): StopRecords<Selected<Q>> {
  const ending = new AbortController();
  let items: Map<string, Selected<Q>> | undefined;
  let [at, complete] = [new Date(), false];
  let health: Readonly<Record<string, Health>> = {};
  let snapshot: Snapshot<Selected<Q>> | undefined;
  let telling: ReturnType<typeof setTimeout> | undefined;

  const changed = (): void => {
    snapshot = undefined;
    telling ??= setTimeout(() => {
      telling = undefined;
      listener();
    });
  };
  const setHealth = (now: Health): void => {
    // Those of the parts of a merged source are those of its last snapshot.
    health = { [source.name]: now };
    changed();
  };
  const apply = (told: SourceEvent<Selected<Q>>): void => {
    if (told.event === 'up-to-date') return;
    if (told.event === 'health') return setHealth(told.health);
    if (told.event === 'snapshot') {
      ({ at, complete, health } = told.snapshot);
      items = new Map(told.snapshot.items);
    } else {
      at = new Date();
      if (told.event === 'changed') items?.set(told.key, told.item);
      else items?.delete(told.key);
    }
    changed();
  };
  checkSource('subscribeTo', source, 'list');
  checkOption('subscribeTo', 'listener', typeof listener === 'function', 'expected a function');
  const events = followRecords(source, query, ending.signal);
  const follow = async (): Promise<void> => {
    for await (const told of events) {
      if (ending.signal.aborted) return;
      apply(told);
    }
  };
  follow().catch((thrown: unknown) => {
    if (ending.signal.aborted) return;
    setHealth({ state: 'unknown', checkedAt: new Date(), error: toTelemetryError(thrown) });
  });

  const stop = (): void => {
    ending.abort();
    clearTimeout(telling);
  };
  const getSnapshot = (): typeof snapshot => {
    // Copied only when it is asked for: many changes may come between.
    if (snapshot === undefined && (items !== undefined || Object.keys(health).length > 0))
      snapshot = { items: new Map(items), at, complete, health };
    return snapshot;
  };
  return Object.assign(stop, { getSnapshot });
}
