import type { TelemetryError } from '../errors.js';

/** Whether a source answers. */
export interface Health {
  /**
   * `up`: it answers. `degraded`: it answers in part, or late. `down`: it does not answer. `unknown`: it was not asked
   * yet.
   */
  readonly state: 'up' | 'degraded' | 'down' | 'unknown';
  readonly checkedAt: Date;
  /** How long the answer took, in milliseconds. */
  readonly latencyMs?: number;
  /** Why it is not `up`. */
  readonly error?: TelemetryError;
}
