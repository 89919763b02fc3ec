import { FINAL_STATUSES, type FinalStatus } from '../statuses.js';
import { lifecycle, type Lifecycle } from './lifecycle.js';

/** The statuses of a record, each with those that may follow it. */
export type StatusTransitions = {
  readonly installing: readonly ('validation' | 'configuring' | FinalStatus)[];
  readonly validation: readonly ('configuring' | FinalStatus)[];
  readonly configuring: readonly FinalStatus[];
};

/**
 * The statuses of a record: `installing`, with the ingest service perhaps `validation` and `configuring`, then one final
 * status, which stays. The final statuses are those after which a client sends no other end.
 *
 * @example
 * ```ts
 * import { statusLifecycle } from '@community-scripts/telemetry/observe';
 *
 * statusLifecycle.can('installing', 'failed'); // true
 * statusLifecycle.can('failed', 'success'); // false
 * statusLifecycle.isFinal('unknown'); // true
 * ```
 */
export const statusLifecycle: Lifecycle<StatusTransitions> = /* @__PURE__ */ lifecycle<StatusTransitions>({
  installing: ['validation', 'configuring', ...FINAL_STATUSES],
  validation: ['configuring', ...FINAL_STATUSES],
  configuring: FINAL_STATUSES,
});
