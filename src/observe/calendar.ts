import { checkOption } from './check-option.js';
import { type ZoneOffsets, zoneOffsets } from './zone-offset.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** 1 January 1970 was a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** No day, and no change of a zone's offset, is longer. */
const LONGEST_SHIFT_MS = 26 * HOUR_MS;
/** Spans of hours over more than ten years. They are computed again. */
const MOST_SPANS_KEPT = 100_000;

/** A unit of the calendar. Weeks begin on Monday. */
export type CalendarUnit = 'hour' | 'day' | 'week' | 'month';

/** From `start` up to, but not including, `end`; milliseconds since 1970. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Divides time into spans without gaps. */
export interface Calendar {
  /** The span that contains this moment, in milliseconds since 1970. */
  spanAt(ms: number): Span;
  /** Writes a moment in ISO 8601 with the zone's offset, such as `2026-11-21T00:00:00+01:00`. */
  write(ms: number): string;
}

/**
 * Makes a calendar that is fast for any number of moments: a span is computed once.
 *
 * - A day, week or month begins when its date first begins in the zone, and ends when the next one does. So a day may
 *   have 23 or 25 hours, and a day that the zone skips has no span.
 * - An hour begins with the zone's clock. Where the clock is turned back, each of the two hours has its span; where it
 *   is changed within an hour, the hour is cut there.
 * - A number of milliseconds: spans of that length, counted from 1970 in UTC.
 *
 * @throws TelemetryError `invalid-options`
 */
export function calendar(operator: string, every: CalendarUnit | number, timeZone: string = 'UTC'): Calendar {
  const zone = zoneOffsets(operator, timeZone);
  const isLength = typeof every === 'number' && Number.isSafeInteger(every) && every > 0;
  checkOption(
    operator,
    'every',
    isLength || every === 'hour' || Object.hasOwn(UNITS, every),
    'expected hour, day, week, month or milliseconds from 1',
  );
  const spanAt =
    typeof every === 'number' ? fixedSpans(every) : every === 'hour' ? hourSpans(zone) : dateSpans(zone, UNITS[every]);
  return { spanAt, write: (ms) => written(ms, zone.at(ms)) };
}

/** Local time is written as milliseconds, as if it were UTC. */
interface Unit {
  /** The beginning of the unit that contains this local time. */
  readonly floor: (local: number) => number;
  /** The beginning of the unit after the one that begins here. */
  readonly next: (start: number) => number;
}

const UNITS: Readonly<Record<Exclude<CalendarUnit, 'hour'>, Unit>> = {
  day: { floor: (local) => floorTo(DAY_MS, local), next: (start) => start + DAY_MS },
  week: {
    floor: (local) => floorTo(WEEK_MS, local - FIRST_MONDAY_MS) + FIRST_MONDAY_MS,
    next: (start) => start + WEEK_MS,
  },
  month: { floor: (local) => firstOfMonth(local, 0), next: (start) => firstOfMonth(start, 1) },
};

function floorTo(length: number, ms: number): number {
  return Math.floor(ms / length) * length;
}

function firstOfMonth(local: number, later: number): number {
  const date = new Date(local);
  // Not `Date.UTC`, which takes the years 0 to 99 for 1900 to 1999.
  return new Date(floorTo(DAY_MS, local)).setUTCMonth(date.getUTCMonth() + later, 1);
}

function fixedSpans(length: number): Calendar['spanAt'] {
  return (ms) => {
    const start = floorTo(length, ms);
    return { start, end: start + length };
  };
}

function hourSpans(zone: ZoneOffsets): Calendar['spanAt'] {
  return kept(
    (ms) => floorTo(HOUR_MS, ms + zone.at(ms)) - zone.at(ms),
    (ms, clockStart) => {
      const end = clockStart + HOUR_MS;
      // A change at `ms` itself begins the span.
      const start = zone.changeIn(clockStart, ms) ?? clockStart;
      return { start, end: zone.changeIn(ms, end) ?? end };
    },
  );
}

function dateSpans(zone: ZoneOffsets, { floor, next }: Unit): Calendar['spanAt'] {
  const spanOf = (localStart: number): Span => ({
    start: firstMoment(zone, localStart),
    end: firstMoment(zone, next(localStart)),
  });
  return kept(
    (ms) => floor(ms + zone.at(ms)),
    (ms, shown) => {
      let localStart = shown;
      let span = spanOf(localStart);
      // The clock was turned back over midnight: this date had ended, and is shown again.
      while (ms >= span.end) span = spanOf((localStart = next(localStart)));
      return span;
    },
  );
}

/** The first moment at which the zone's clock shows this local time or, where it skips it, a later one. */
function firstMoment(zone: ZoneOffsets, local: number): number {
  const [from, to] = [local - LONGEST_SHIFT_MS, local + LONGEST_SHIFT_MS];
  const moment = local - zone.at(from);
  const change = zone.changeIn(from, to);
  if (change === undefined || moment < change) return moment;
  return Math.max(change, local - zone.at(to));
}

/** Computes each span once. `keyOf` gives moments of one span one key, except where the clock is turned back. */
function kept(keyOf: (ms: number) => number, find: (ms: number, key: number) => Span): Calendar['spanAt'] {
  const spans = new Map<number, Span>();
  return (ms) => {
    const key = keyOf(ms);
    const known = spans.get(key);
    if (known !== undefined && ms >= known.start && ms < known.end) return known;
    const span = find(ms, key);
    if (spans.size >= MOST_SPANS_KEPT) spans.clear();
    if (known === undefined) spans.set(key, span);
    return span;
  };
}

/** An offset with seconds cannot be written, so local time is shown by whole minutes of it. */
function written(ms: number, offset: number): string {
  const minutes = Math.trunc(offset / 60_000);
  const local = new Date(ms + minutes * 60_000).toISOString().replace('.000Z', '').replace('Z', '');
  const [hour, minute] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${local}${minutes < 0 ? '-' : '+'}${twoDigits(hour)}:${twoDigits(minute)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
