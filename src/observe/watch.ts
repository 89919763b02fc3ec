import { type TelemetryError, toTelemetryError } from '../errors.js';
import { aFunction, anObject, checkOptions, type Expectations, integer } from '../option-check.js';
import { untilAborted } from '../until-aborted.js';
import { backOffMs, isMistake } from './back-off.js';
import { changedFields } from './changed-fields.js';
import { checkOption } from './check-option.js';
import { healthOf } from './combine-health.js';
import type { Health } from './health.js';
import type { Snapshot } from './snapshot.js';
import type { Source } from './source.js';
import type { SourceEvent } from './source-event.js';
import { pause, subscription } from './subscription.js';

/** How {@link watch} polls. */
export interface WatchOptions<T, Query = undefined> {
  /** From the beginning of one poll to the next, in milliseconds, from 1. A slow poll is waited for. */
  readonly everyMs: number;
  /** Which items to read. */
  readonly query?: Query | undefined;
  /**
   * Names the reasons why an item counts as changed; none if it does not. They are told as `why`.
   *
   * @param before - The item as it was last told: slow changes add up.
   * @param now - The item as it is now.
   * @param polled - The item as the poll before this one found it.
   * @defaultValue the names of the fields that differ
   */
  readonly isChange?: ((before: T, now: T, polled: T) => readonly string[]) | undefined;
  /**
   * Tells an item again, with the reason `heartbeat`, when it was not told for this long, in milliseconds. It is told
   * with a poll, so not more often than every `everyMs`. @defaultValue never
   */
  readonly heartbeatMs?: number | undefined;
  /**
   * From when `heartbeatMs` is counted: the last time the item was told for any reason, or its last heartbeat,
   * whatever changed since. @defaultValue `'told'`
   */
  readonly heartbeatSince?: 'told' | 'heartbeat' | undefined;
  /** Ends watching. The loop then ends without an error. */
  readonly signal?: AbortSignal | undefined;
}

const A_TIME = /* @__PURE__ */ integer(1, 2 ** 31 - 1);

const EXPECTATIONS: Expectations<keyof WatchOptions<never>> = {
  everyMs: A_TIME,
  query: [() => true, 'expected a query of the source'],
  isChange: aFunction,
  heartbeatMs: A_TIME,
  heartbeatSince: [(since) => since === 'told' || since === 'heartbeat', 'expected told or heartbeat'],
  signal: /* @__PURE__ */ anObject('an AbortSignal', 'addEventListener', 'removeEventListener'),
};

/** What is known of an item. */
interface Watched<T> {
  /** As it was last told. */
  told: T;
  /** As the last poll found it. */
  polled: T;
  /** When the time until its heartbeat began. */
  since: number;
}

/**
 * Polls a source that cannot tell changes, and tells what changed: first a `snapshot`, then, with each poll, every item
 * that is new (with the reason `first`), changed or gone, and `up-to-date`.
 *
 * A poll that fails is told as `health` and never as a change. The next one is made after a longer time, which grows
 * with every failure up to five minutes and is partly random; `Retry-After` is obeyed. What changed meanwhile is told
 * `via: 'catch-up'`. An item that is missing from an incomplete snapshot is not told as removed.
 *
 * Polling begins with the loop, waits while the loop is busy, and ends with it or with the signal. Each loop polls for
 * itself.
 *
 * @param source - Needs a `list` only, so a function that computes a snapshot can be watched too.
 * @throws TelemetryError `invalid-options` at once; in the loop `invalid-query` of the source, and what `isChange`
 *   throws.
 *
 * @example
 * ```ts no-run
 * import { type Source, watch } from '@community-scripts/telemetry/observe';
 *
 * interface Server {
 *   readonly state: 'running' | 'offline';
 *   readonly cpu: number;
 * }
 * declare const servers: Source<Server>;
 *
 * const changes = watch(servers, {
 *   everyMs: 20_000,
 *   isChange: (before, now) => [
 *     ...(before.state === now.state ? [] : ['state']),
 *     ...(Math.abs(before.cpu - now.cpu) > 50 ? ['load'] : []),
 *   ],
 *   heartbeatMs: 600_000,
 * });
 * for await (const change of changes) {
 *   if (change.event === 'changed') console.log(change.key, change.item.state, change.why);
 * }
 * ```
 */
export function watch<T, Query = undefined>(
  source: Pick<Source<T, Query>, 'list'>,
  options: WatchOptions<T, NoInfer<Query>>,
): AsyncIterable<SourceEvent<T>> {
  const hasList = typeof (source as Partial<typeof source> | undefined)?.list === 'function';
  checkOption('watch', 'source', hasList, 'expected a source, which has `list`');
  const { signal: callerSignal, ...checked } = checkOptions('watch', options, EXPECTATIONS);
  checkEvery('watch', checked.everyMs);
  return subscription(callerSignal, (signal) => poll(source, checked, signal));
}

/** Checks how a source is to be polled. @throws TelemetryError `invalid-options` */
export function checkPoll(operator: string, poll: Pick<WatchOptions<never>, 'everyMs' | 'isChange'>): void {
  const { everyMs, isChange } = EXPECTATIONS;
  checkEvery(operator, checkOptions(`${operator}: poll`, poll, { everyMs, isChange }).everyMs);
}

function checkEvery(operator: string, everyMs: number | undefined): void {
  checkOption(operator, 'everyMs', everyMs !== undefined, A_TIME[1]);
}

async function* poll<T, Query>(
  source: Pick<Source<T, Query>, 'list'>,
  options: WatchOptions<T, Query>,
  signal: AbortSignal,
): AsyncGenerator<SourceEvent<T>, void> {
  const { everyMs, query } = options;
  const watched = new Map<string, Watched<T>>();
  let isFirst = true;
  let failures = 0;
  let lastState: Health['state'] = 'up';

  while (!signal.aborted) {
    const startedAt = performance.now();
    const answer = await listed(source, query, signal);
    if (signal.aborted) return;

    if ('error' in answer) {
      const { error } = answer;
      if (isMistake(error)) throw error;
      failures += 1;
      lastState = 'down';
      yield { event: 'health', health: { state: 'down', checkedAt: new Date(), error } };
      await pause(backOffMs(everyMs, failures, error), signal);
      continue;
    }

    const { snapshot } = answer;
    const health = healthOf(snapshot);
    if (health.state !== lastState) yield { event: 'health', health };
    lastState = health.state;
    const changes = [...changesIn(snapshot, watched, options, failures > 0 ? 'catch-up' : 'live')];
    if (isFirst) yield { event: 'snapshot', snapshot };
    else yield* changes;
    isFirst = false;
    failures = 0;
    yield { event: 'up-to-date', at: snapshot.at };
    await pause(startedAt + everyMs - performance.now(), signal);
  }
}

async function listed<T, Query>(
  source: Pick<Source<T, Query>, 'list'>,
  query: Query | undefined,
  signal: AbortSignal,
): Promise<{ snapshot: Snapshot<T> } | { error: TelemetryError }> {
  try {
    return { snapshot: await untilAborted(source.list(query, { signal }), signal) };
  } catch (error) {
    return { error: toTelemetryError(error) };
  }
}

/** Finds what a poll has to tell, and remembers it as told. */
function* changesIn<T>(
  { items, complete }: Snapshot<T>,
  watched: Map<string, Watched<T>>,
  { isChange = changedFields, heartbeatMs = Infinity, heartbeatSince }: Omit<WatchOptions<T>, 'query'>,
  via: 'live' | 'catch-up',
): Generator<SourceEvent<T>, void> {
  const now = performance.now();
  for (const [key, item] of items) {
    const known = watched.get(key);
    if (known === undefined) {
      watched.set(key, { told: item, polled: item, since: now });
      yield { event: 'changed', key, item, via, why: ['first'] };
      continue;
    }
    const { told: before, polled, since } = known;
    const isDue = now - since >= heartbeatMs;
    const why = [...isChange(before, item, polled), ...(isDue ? ['heartbeat'] : [])];
    known.polled = item;
    if (why.length === 0) continue;
    known.told = item;
    if (isDue || heartbeatSince !== 'heartbeat') known.since = now;
    yield { event: 'changed', key, item, before, via, why };
  }
  if (!complete) return;
  for (const [key, { told: before }] of watched) {
    if (items.has(key)) continue;
    watched.delete(key);
    yield { event: 'removed', key, before };
  }
}
