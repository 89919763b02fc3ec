import type { Health } from './health.js';
import type { Snapshot } from './snapshot.js';

/** What a subscription tells. */
export type SourceEvent<T> =
  /** All items of this moment. Told before any change, and again where changes may have been missed. */
  | { readonly event: 'snapshot'; readonly snapshot: Snapshot<T> }
  | {
      readonly event: 'changed';
      readonly key: string;
      /** The item as it is now. */
      readonly item: T;
      /** The item as it was last told; left out for a new one. */
      readonly before?: T;
      /** `live`: told by the source, or found by a poll in its turn. `catch-up`: found by reading again, after a gap. */
      readonly via: 'live' | 'catch-up';
      /** What made it a change: names of fields, or the rules of `watch`. */
      readonly why: readonly string[];
    }
  /** The item was deleted, or does not match the query any more. */
  | { readonly event: 'removed'; readonly key: string; readonly before?: T }
  /** All changes up to this moment are told. */
  | { readonly event: 'up-to-date'; readonly at: Date }
  /** The source answers, or does not. Never a change of an item. */
  | { readonly event: 'health'; readonly health: Health };
