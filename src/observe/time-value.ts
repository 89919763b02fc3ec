/** From year 1 to 9999, in milliseconds since 1970. */
const FIRST_MS = -62_135_596_800_000;
const LAST_MS = 253_402_300_799_999;

/**
 * When something was: a Date, milliseconds since 1970, or ISO 8601 with a date, a time and a zone, such as
 * `2026-11-21T00:00:00.000Z`.
 */
export type TimeValue = Date | number | string;

/** @returns milliseconds since 1970; `NaN` for anything else, and outside the years 1 to 9999. */
export function millisecondsOf(time: unknown): number {
  const ms = typeof time === 'string' ? parsed(time) : time instanceof Date ? time.getTime() : time;
  return typeof ms === 'number' && ms >= FIRST_MS && ms <= LAST_MS ? ms : NaN;
}

const ISO_MOMENT = /^\d{4}-\d\d-(\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Without a zone, a runtime would take its own. */
function parsed(text: string): number {
  const [, day] = ISO_MOMENT.exec(text) ?? [];
  if (day === undefined) return NaN;
  // Some runtimes read 30 February as 2 March.
  const exists = day <= '28' || new Date(text.slice(0, 10)).getUTCDate() === Number(day);
  return exists ? Date.parse(text.replace(' ', 'T')) : NaN;
}
