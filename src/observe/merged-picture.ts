import type { TelemetryError } from '../errors.js';
import { isMistake } from './back-off.js';
import { combineHealth, earliest, healthByName, healthOf } from './combine-health.js';
import type { Health } from './health.js';
import { type Collision, mergedItem, mergedItems, mergedKey, partKeys } from './merged-items.js';
import type { SourceEvent } from './source-event.js';

/** What a source told, or that its subscription ended. */
export type Told<T> = SourceEvent<T> | { readonly event: 'broken'; readonly error: TelemetryError };

/** What is known of a source. */
interface Part<T> {
  /** Its items as it last told them; `undefined` before it did. */
  items: Map<string, T> | undefined;
  complete: boolean;
  /** When its items were read, or were last known to be up to date. */
  at: Date;
  /** Whether it has told all changes up to `at`. */
  isUpToDate: boolean;
  health: Health;
}

/**
 * Puts what sources tell together.
 *
 * @returns a function that is given what the source at a place in the list told, and tells what it changes in the whole.
 */
export function mergedPicture<T>(
  names: readonly string[],
  collision: Collision<T>,
): (place: number, told: Told<T>) => Generator<SourceEvent<T>, void> {
  const begin = new Date();
  const parts = names.map((): Part<T> => ({
    items: undefined,
    complete: false,
    at: begin,
    isUpToDate: false,
    health: { state: 'unknown', checkedAt: begin },
  }));
  /** Whether a snapshot was told. Before, no change is. */
  let isBegun = false;

  const itemOf = (key: string): T | undefined => {
    const keys = partKeys(names, key, collision);
    const items = parts.flatMap(({ items }, place) => {
      const own = keys[place];
      return own !== undefined && items?.has(own) ? [items.get(own) as T] : [];
    });
    return mergedItem(items, key, collision);
  };

  function* snapshot(): Generator<SourceEvent<T>, void> {
    const answered = parts.filter(({ items }) => items !== undefined);
    const isWaiting = parts.some(({ items, health }) => items === undefined && health.state !== 'down');
    if (!isBegun && (isWaiting || answered.length === 0)) return;
    isBegun = true;
    yield {
      event: 'snapshot',
      snapshot: {
        items: mergedItems(
          names,
          parts.map(({ items }) => items),
          collision,
        ),
        at: earliest(answered.map(({ at }) => at)),
        complete: parts.every(({ complete, health }) => complete && health.state !== 'down'),
        health: healthByName(
          names,
          parts.map(({ health }) => health),
        ),
      },
    };
  }

  function* upToDate(): Generator<SourceEvent<T>, void> {
    const answering = parts.filter(({ health }) => health.state !== 'down');
    const isAll = answering.length > 0 && answering.every(({ isUpToDate }) => isUpToDate);
    if (isBegun && isAll) yield { event: 'up-to-date', at: earliest(answering.map(({ at }) => at)) };
  }

  const wholeHealth = (): SourceEvent<T> => ({
    event: 'health',
    health: combineHealth(parts.map(({ health }) => health)),
  });

  function* health(part: Part<T>, now: Health): Generator<SourceEvent<T>, void> {
    part.health = now;
    yield wholeHealth();
    if (isBegun) return;
    // The others may have waited for this source.
    yield* snapshot();
    yield* upToDate();
  }

  return function* (place, told) {
    const part = parts[place] as Part<T>;
    switch (told.event) {
      case 'health':
        yield* health(part, told.health);
        return;
      case 'broken':
        if (isMistake(told.error)) throw told.error;
        part.isUpToDate = false;
        yield* health(part, { state: 'down', checkedAt: new Date(), error: told.error });
        return;
      case 'snapshot': {
        const { items, complete, at } = told.snapshot;
        const { state } = part.health;
        Object.assign(part, {
          items: new Map(items),
          complete,
          at,
          isUpToDate: false,
          health: healthOf(told.snapshot),
        });
        // A subscription that was begun again says with its snapshot that the source answers.
        if (state !== 'unknown' && state !== part.health.state) yield wholeHealth();
        yield* snapshot();
        return;
      }
      case 'up-to-date':
        Object.assign(part, { at: told.at, isUpToDate: true });
        yield* upToDate();
        return;
      case 'changed':
      case 'removed': {
        const key = mergedKey(names[place] as string, told.key, collision);
        const before = itemOf(key);
        if (told.event === 'changed') part.items?.set(told.key, told.item);
        else part.items?.delete(told.key);
        const item = itemOf(key);
        if (!isBegun) return;
        const known = before === undefined ? {} : { before };
        if (item === undefined) {
          if (before !== undefined) yield { event: 'removed', key, before };
          return;
        }
        const [via, why] = told.event === 'changed' ? [told.via, told.why] : ['live' as const, ['source']];
        // A heartbeat tells the same item again.
        const isShown = told.event === 'changed' && Object.is(item, told.item);
        if (isShown || !Object.is(item, before)) yield { event: 'changed', key, item, ...known, via, why };
      }
    }
  };
}
