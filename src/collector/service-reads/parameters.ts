/** The longest window of the service, in days. */
const MOST_DAYS = 365;
const DAY_MS = 86_400_000;

/** A window in days, which begin at midnight UTC: 1 is today. */
export interface Days {
  /** How many; `Infinity` for all time. */
  readonly count: number;
  /** When the first one begins, in milliseconds since 1970; `-Infinity` for all time. */
  readonly since: number;
}

/**
 * Reads an integer as the service does: a text that begins with one is enough. Anything else, and what does not fit 64
 * bits, is the default.
 */
export function readInteger(text: string | null, byDefault: number): number {
  const digits = /^\s*([+-]?\d+)/.exec(text ?? '')?.[1];
  if (digits === undefined) return byDefault;
  const given = BigInt(digits.replace('+', ''));
  return BigInt.asIntN(64, given) === given ? Number(given) : byDefault;
}

/** Reads `days`. Each path of the service has its own default, and its own meaning of 0. */
export function readDays(parameters: URLSearchParams, now: number, byDefault: number, zero: number): Days {
  const given = readInteger(parameters.get('days'), byDefault) || zero;
  return daysUntil(now, given === Infinity ? given : clamp(given, 1, MOST_DAYS));
}

/** The window of so many days that ends now. */
export function daysUntil(now: number, count: number): Days {
  return { count, since: (Math.floor(now / DAY_MS) - count + 1) * DAY_MS };
}

/** Reads `repo`: a repository's name, or `all`. */
export function readRepo(parameters: URLSearchParams): string {
  return parameters.get('repo') || DEFAULT_REPO;
}

/** Reads `slug`: `owner/repo`, or '' for any. */
export function readSlug(parameters: URLSearchParams): string {
  return parameters.get('slug')?.trim() ?? '';
}

/** Records without a repository belong to it. */
export const DEFAULT_REPO = 'ProxmoxVE';

/** Every day of a window as `2026-11-21`, the oldest first. */
export function datesOf({ count, since }: Days): string[] {
  return Array.from({ length: count }, (_, day) => new Date(since + day * DAY_MS).toISOString().slice(0, 10));
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Makes lower case of ASCII letters; the service leaves others as they are. */
export function inLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
