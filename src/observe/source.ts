import type { CallOptions } from '../deadline.js';
import type { Health } from './health.js';
import type { Snapshot } from './snapshot.js';
import type { SourceEvent } from './source-event.js';

/**
 * Something that can be read: a collection of items, each with a key.
 *
 * Reading needs no consent. Unlike a report, a read rejects with a `TelemetryError` when it fails.
 */
export interface Source<T, Query = undefined> {
  /** Such as `pocketbase`; the name of its part in {@link Snapshot.health}. */
  readonly name: string;
  /**
   * Reads the items of one moment, by key.
   *
   * @throws TelemetryError
   */
  list(query?: Query, call?: CallOptions): Promise<Snapshot<T>>;
  /**
   * Reads one item; `undefined` if there is no item with this key.
   *
   * @throws TelemetryError
   */
  get(key: string, call?: CallOptions): Promise<T | undefined>;
  /** Asks whether the source answers. Rejects only when its signal aborts. */
  ping(call?: CallOptions): Promise<Health>;
  /**
   * Tells the items, then every change, until its signal aborts or the loop is left. A source that cannot tell changes
   * has no `subscribe`; `watch` polls it.
   */
  subscribe?(query?: Query, call?: SubscribeOptions): AsyncIterable<SourceEvent<T>>;
}

/** Options of a subscription. */
export interface SubscribeOptions {
  /** Ends the subscription. The loop over it then ends without an error. */
  signal?: AbortSignal | undefined;
}
