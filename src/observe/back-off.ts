import type { TelemetryError } from '../errors.js';

const LONGEST_MS = 300_000;
const LONGEST_ASKED_MS = 3_600_000;
/** A longer timer fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * How long to wait after failures: at random between the usual time and a limit that doubles with each failure, up to
 * five minutes or twice the usual time. Never less than the server asked for, up to an hour.
 */
export function backOffMs(usualMs: number, failures: number, { retryAfterMs = 0 }: TelemetryError): number {
  const limit = Math.min(usualMs * 2 ** failures, Math.max(2 * usualMs, LONGEST_MS));
  const asked = Math.min(retryAfterMs, LONGEST_ASKED_MS);
  return Math.min(Math.max(usualMs, asked) + Math.random() * (limit - usualMs), LONGEST_TIMER_MS);
}

/** Whether asking again cannot help, because what is asked is wrong. */
export function isMistake({ code }: TelemetryError): boolean {
  return code === 'invalid-query' || code === 'invalid-options';
}
