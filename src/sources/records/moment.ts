import { millisecondsOf } from '../../observe/time-value.js';

/**
 * Reads a moment: a Date, or a text as {@link millisecondsOf} reads it. A number is refused, because it may be meant as seconds.
 *
 * @returns ISO 8601 in UTC with milliseconds, as in a stored record; `undefined` for anything else.
 */
export function readMoment(value: unknown): string | undefined {
  const ms = typeof value === 'number' ? NaN : millisecondsOf(value);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
