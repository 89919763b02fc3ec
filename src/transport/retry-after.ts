/**
 * Parses a `Retry-After` header: seconds or an HTTP date.
 *
 * @returns Milliseconds from now, at least 0; `undefined` if the header is invalid.
 */
export function parseRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000;
  // Every HTTP date has a time of day; without this check Date.parse would read "-1" or "5.5" as a year.
  const date = /\d:\d/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
