import { guarded } from '../errors.js';

/** From year 1 to 9999, in milliseconds since 1970. */
const FIRST_MS = -62_135_596_800_000;
const LAST_MS = 253_402_300_799_999;

/**
 * When something was: a Date, milliseconds since 1970, or ISO 8601 with a date, a time and a zone, such as
 * `2026-11-21T00:00:00.000Z`. A space may stand for the `T`; what is finer than a millisecond is cut off.
 */
export type TimeValue = Date | number | string;

/**
 * Reads a moment.
 *
 * @returns milliseconds since 1970; `NaN` for anything else, a day that does not exist, and outside the years 1 to 9999.
 */
export function millisecondsOf(time: unknown): number {
  const ms = typeof time === 'string' ? parsed(time) : typeof time === 'number' ? time : timeOf(time);
  return ms >= FIRST_MS && ms <= LAST_MS ? ms : NaN;
}

/** By its internal slot: a Date of another realm is one, an object that only looks like a Date is not. */
function timeOf(date: unknown): number {
  return guarded(() => Date.prototype.getTime.call(date)) ?? NaN;
}

const ISO_MOMENT =
  /^\d{4}-\d\d-(\d\d)[T ](?:[01]\d|2[0-3]):\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Without a zone, a runtime would take its own. */
function parsed(text: string): number {
  const [, day] = ISO_MOMENT.exec(text) ?? [];
  if (day === undefined) return NaN;
  // Some runtimes read 30 February as 2 March.
  const exists = day <= '28' || new Date(text.slice(0, 10)).getUTCDate() === Number(day);
  return exists ? Date.parse(text.replace(' ', 'T')) : NaN;
}
