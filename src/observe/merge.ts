import type { CallOptions } from '../deadline.js';
import { TelemetryError, toTelemetryError } from '../errors.js';
import { anObject, checkOptions, type Expectations, isObject } from '../option-check.js';
import { untilAborted } from '../until-aborted.js';
import { isMistake } from './back-off.js';
import { checkOption } from './check-option.js';
import { combineHealth, earliest, healthByName, healthOf } from './combine-health.js';
import type { Health } from './health.js';
import { mergedItem, mergedItems, type Collision, partKeys } from './merged-items.js';
import { mergedEvents } from './merged-events.js';
import type { Source } from './source.js';
import { subscription } from './subscription.js';
import { checkPoll, type WatchOptions } from './watch.js';

/** How {@link merge} makes one source of several. */
export interface MergeOptions<T> {
  /** @defaultValue the names of the sources, with `+` between them */
  readonly name?: string | undefined;
  /** What happens to a key that several sources have. @defaultValue `'first'` */
  readonly collision?: Collision<T> | undefined;
  /** How a source without `subscribe` is polled; see {@link watch}. @defaultValue `{ everyMs: 20_000 }` */
  readonly poll?: Pick<WatchOptions<T>, 'everyMs' | 'isChange'> | undefined;
}

const EXPECTATIONS: Expectations<keyof MergeOptions<never>> = {
  name: [(name) => typeof name === 'string', 'expected a text'],
  collision: [
    (collision) => typeof collision === 'function' || collision === 'first' || collision === 'separate',
    'expected first, separate or a function',
  ],
  poll: anObject('{ everyMs, isChange }'),
};

/**
 * Makes one source of several. What a source that is down would have given is missing, and everything else is there:
 * the snapshot is then not `complete`, and its `health` says which source it is.
 *
 * - `list` and `get` reject if no source answers, `get` also if the item is not found and a source did not answer; and
 *   for an invalid query.
 * - `ping` is `degraded` if only some sources answer.
 * - `subscribe` follows every source. It tells a `snapshot` once each source has told its items or is down, and again
 *   when a source tells its items again. A change of an item that another source covers is not told; if that source
 *   removes it, the item is told as changed with the reason `source`. `health` is that of the whole. A subscription that
 *   breaks is begun again after a while.
 *
 * The query is the same for every source, so a `limit` in it is one of each source: the whole may have as many items
 * times the number of sources.
 *
 * @param sources - In the order in which they count.
 * @throws TelemetryError `invalid-options`, also for two sources with one name: give one another `name`.
 *
 * @example
 * ```ts no-run
 * import { merge, type Source } from '@community-scripts/telemetry/observe';
 *
 * declare const live: Source<{ nsapp: string; updated: string }>;
 * declare const archive: Source<{ nsapp: string; updated: string }>;
 *
 * const all = merge([live, archive], { collision: (one, other) => (other.updated > one.updated ? other : one) });
 * const { items, complete, health } = await all.list();
 * if (!complete) console.log(health['archive']?.state);
 * ```
 */
export function merge<T, Query = undefined>(
  sources: readonly Source<T, Query>[],
  options: MergeOptions<T> = {},
): Source<T, Query> & Required<Pick<Source<T, Query>, 'subscribe'>> {
  const names = namesOf(sources);
  const {
    name = names.join('+'),
    collision = 'first',
    poll = { everyMs: 20_000 },
  } = checkOptions('merge', options, EXPECTATIONS);
  checkPoll('merge', poll);

  return {
    name,
    async list(query, call) {
      const answers = await askAll(sources, call, (source) => source.list(query, call));
      const snapshots = answers.map(({ value }) => value);
      const given = snapshots.filter((snapshot) => snapshot !== undefined);
      return {
        items: mergedItems(
          names,
          snapshots.map((snapshot) => snapshot?.items),
          collision,
        ),
        at: earliest(given.map(({ at }) => at)),
        complete: given.length === sources.length && given.every(({ complete }) => complete),
        health: healthByName(
          names,
          answers.map(({ value, error }) => (value ? healthOf(value) : down(error))),
        ),
      };
    },
    async get(key, call) {
      const wanted = partKeys(names, key, collision);
      const asked = sources.filter((_, place) => wanted[place] !== undefined);
      const keys = wanted.filter((part) => part !== undefined);
      if (asked.length === 0) return undefined;
      const answers = await askAll(asked, call, (source, place) => source.get(keys[place] as string, call));
      const found = answers.flatMap(({ value }) => (value === undefined ? [] : [value]));
      const error = answers.find((answer) => answer.error !== undefined)?.error;
      if (found.length === 0 && error) throw error;
      return mergedItem(found, key, collision);
    },
    async ping(call) {
      const answers = await askEach(sources, call, (source) => source.ping(call));
      return combineHealth(answers.map(({ value, error }) => value ?? down(error)));
    },
    subscribe: (query, call) =>
      subscription(call?.signal, (signal) => mergedEvents(sources, { query, collision, poll }, signal)),
  };
}

/** Checks the sources. @throws TelemetryError `invalid-options` */
function namesOf(sources: unknown): string[] {
  const areSources = Array.isArray(sources) && sources.length > 0 && sources.every(isSource);
  checkOption(
    'merge',
    'sources',
    areSources,
    'expected a list of at least one source, each with a `name` and a `list`',
  );
  const names = (sources as { name: string }[]).map(({ name }) => name);
  const twice = names.find((name, place) => names.indexOf(name) < place);
  const advice = `expected different names, but two are named \`${twice}\`: give one another \`name\``;
  checkOption('merge', 'sources', twice === undefined, advice);
  return names;
}

function isSource(source: unknown): boolean {
  return isObject(source) && typeof source['name'] === 'string' && typeof source['list'] === 'function';
}

interface Answer<V> {
  readonly value?: V;
  readonly error?: TelemetryError;
}

type Ask<S, V> = (source: S, place: number) => Promise<V>;

/** Asks every source. Rejects if the caller aborts, a source finds the question wrong, or none answers. */
async function askAll<S, V>(
  sources: readonly S[],
  call: CallOptions | undefined,
  ask: Ask<S, V>,
): Promise<Answer<V>[]> {
  const answers = await askEach(sources, call, ask);
  const errors = answers.flatMap(({ error }) => error ?? []);
  const telling = errors.find((error) => isMistake(error) || error.code === 'aborted');
  const error = telling ?? (errors.length === sources.length ? errors[0] : undefined);
  if (error) throw error;
  return answers;
}

/** Asks every source. Rejects if the caller aborts, also while a source ignores that. */
async function askEach<S, V>(
  sources: readonly S[],
  call: CallOptions | undefined,
  ask: Ask<S, V>,
): Promise<Answer<V>[]> {
  const answers = Promise.all(
    sources.map(async (source, place): Promise<Answer<V>> => {
      try {
        return { value: await ask(source, place) };
      } catch (error) {
        return { error: toTelemetryError(error) };
      }
    }),
  );
  const signal = call?.signal;
  if (signal === undefined) return answers;
  return untilAborted(answers, signal).catch(() => {
    throw new TelemetryError('aborted', 'Aborted by the caller');
  });
}

function down(error: TelemetryError | undefined): Health {
  return { state: 'down', checkedAt: new Date(), ...(error ? { error } : {}) };
}
