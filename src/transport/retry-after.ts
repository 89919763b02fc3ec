/**
 * Reads a `Retry-After` header, given in seconds or as an HTTP date.
 *
 * @returns Milliseconds from now, at least 0; `undefined` where the header says neither.
 */
export function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000;
  // Every HTTP date has a time of day; without this check Date.parse would take "-1" or "5.5" for a year.
  const date = /\d:\d/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
