/**
 * What every source has in common, and operators over what it reads.
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
