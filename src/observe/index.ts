/**
 * What every source has in common, and operators over what it reads.
 *
 * @example
 * ```ts
 * import { countBy, topN } from '@community-scripts/telemetry/observe';
 *
 * const runs = [{ nsapp: 'plex' }, { nsapp: 'immich' }, { nsapp: 'plex' }];
 * topN(countBy(runs, ({ nsapp }) => nsapp), 1, ([, count]) => count); // [['plex', 2]]
 * ```
 *
 * @module @community-scripts/telemetry/observe
 */

// #region Source
export type { CallOptions } from '../deadline.js';
export type { Health } from './health.js';
export type { Snapshot } from './snapshot.js';
export type { Source, SubscribeOptions } from './source.js';
export type { SourceEvent } from './source-event.js';
// #endregion

// #region Follow
export type { Collision } from './merged-items.js';
export { merge, type MergeOptions } from './merge.js';
export { watch, type WatchOptions } from './watch.js';
// #endregion

// #region Count
export { type Bucket, bucketBy, type BucketOptions, type Fold } from './bucket-by.js';
export type { CalendarUnit } from './calendar.js';
export { countBy } from './count-by.js';
export { distinctBy } from './distinct-by.js';
export type { Items } from './items.js';
export { rate, rateOf, type Rate, type RateOptions } from './rate.js';
export { slidingWindow, type SlidingWindow, type SlidingWindowOptions } from './sliding-window.js';
export type { TimeValue } from './time-value.js';
export { topN } from './top-n.js';
// #endregion

// #region Lifecycle
export { type FinalStateOf, lifecycle, type Lifecycle, type StateOf, type Transitions } from './lifecycle.js';
export { statusLifecycle, type StatusTransitions } from './status-lifecycle.js';
// #endregion
