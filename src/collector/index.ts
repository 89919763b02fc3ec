/**
 * A collector of installation reports: an HTTP service in front of a store.
 *
 * @example
 * ```ts
 * import { collector } from '@community-scripts/telemetry/collector';
 * import { memoryStore } from '@community-scripts/telemetry/testing';
 *
 * export const { fetch } = collector({ store: memoryStore(), trustedProxies: ['10.0.0.0/8'] });
 * ```
 *
 * @module @community-scripts/telemetry/collector
 */

// #region Collector
export { collector, type Collector, type RequestOrigin } from './collector.js';
export type { CollectorOptions } from './collector-options.js';
export type { AllowedOrigins } from './cors.js';
// #endregion
