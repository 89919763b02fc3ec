import { TelemetryError } from '../../src/errors.js';
import type { Snapshot, Source } from '../../src/observe/index.js';

/** A source whose items a test changes, and which it takes down. */
export interface ListSource<T> extends Source<T, string> {
  /** What it has. Replaced, never changed. */
  items: ReadonlyMap<string, T>;
  complete: boolean;
  /** What every request fails with. */
  error: unknown;
  /** When each list began, on the monotonic clock. */
  readonly polls: number[];
  readonly queries: (string | undefined)[];
}

export function listSource<T>(name: string, items: Readonly<Record<string, T>> = {}): ListSource<T> {
  const source: ListSource<T> = {
    name,
    items: new Map(Object.entries(items)),
    complete: true,
    error: undefined,
    polls: [],
    queries: [],
    async list(query): Promise<Snapshot<T>> {
      source.polls.push(performance.now());
      source.queries.push(query);
      if (source.error !== undefined) throw source.error;
      const at = new Date();
      const state = source.complete ? 'up' : 'degraded';
      return { items: source.items, at, complete: source.complete, health: { [name]: { state, checkedAt: at } } };
    },
    async get(key) {
      if (source.error !== undefined) throw source.error;
      return source.items.get(key);
    },
    async ping() {
      return { state: source.error === undefined ? 'up' : 'down', checkedAt: new Date() };
    },
  };
  return source;
}

export const unreachable = (): TelemetryError =>
  new TelemetryError('unreachable', 'GET https://a.example.org got no answer');
