import type { Health } from './health.js';

/** The items of one moment. */
export interface Snapshot<T> {
  /** The items by key, in the order of the source. */
  readonly items: ReadonlyMap<string, T>;
  /** When they were read. */
  readonly at: Date;
  /** `false` if items may be missing, because a part of the source did not answer or a limit was reached. */
  readonly complete: boolean;
  /** The health of each part, by the name of its source. */
  readonly health: Readonly<Record<string, Health>>;
}
