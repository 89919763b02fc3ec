import { checkOption } from './check-option.js';

const DAY_MS = 86_400_000;
/** More days than that are a sign of wrong data. They are looked up again. */
const MOST_DAYS_KEPT = 40_000;

/** How local time differs from UTC during one day of UTC. */
interface Day {
  /** The offset at its beginning, in milliseconds. */
  readonly before: number;
  /** The offset at its end. */
  readonly after: number;
  /** When the offset changes; after the day if it does not. */
  readonly changesAt: number;
}

/** The offsets of a time zone. `Intl` is asked once for each day of UTC, and never for UTC. */
export interface ZoneOffsets {
  /** Local time minus UTC at this moment, in milliseconds. */
  at(ms: number): number;
  /** The first change of the offset after `from` and up to `to`, if there is one. */
  changeIn(from: number, to: number): number | undefined;
}

/** @throws TelemetryError `invalid-options` for a zone that this runtime does not know. */
export function zoneOffsets(operator: string, timeZone: string): ZoneOffsets {
  const offsetAt = offsetFinder(operator, timeZone);
  const days = new Map<number, Day>();

  const dayOf = (number: number): Day => {
    const known = days.get(number);
    if (known !== undefined) return known;
    if (days.size >= MOST_DAYS_KEPT) days.clear();
    const from = number * DAY_MS;
    const before = days.get(number - 1)?.after ?? offsetAt(from);
    const after = days.get(number + 1)?.before ?? offsetAt(from + DAY_MS);
    const changesAt = before === after ? Infinity : firstWithout(before, offsetAt, from, from + DAY_MS);
    const day = { before, after, changesAt };
    days.set(number, day);
    return day;
  };

  return {
    at(ms) {
      const { before, after, changesAt } = dayOf(Math.floor(ms / DAY_MS));
      return ms < changesAt ? before : after;
    },
    changeIn(from, to) {
      for (let number = Math.floor(from / DAY_MS); number * DAY_MS <= to; number += 1) {
        const { changesAt } = dayOf(number);
        if (changesAt > from && changesAt <= to) return changesAt;
      }
      return undefined;
    },
  };
}

/** The first moment, to the second, at which the offset is another one. At `to` it is. */
function firstWithout(offset: number, offsetAt: (ms: number) => number, from: number, to: number): number {
  let [same, other] = [from / 1000, to / 1000];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(middle * 1000) === offset) same = middle;
    else other = middle;
  }
  return other * 1000;
}

function offsetFinder(operator: string, timeZone: string): (ms: number) => number {
  if (timeZone === 'UTC') return () => 0;
  const format = formatOf(timeZone);
  checkOption(operator, 'timeZone', format !== undefined, 'expected an IANA time zone, such as Europe/Berlin');
  return (ms) => {
    // `GMT` alone is an offset of 0. Before time was standardised, offsets had seconds.
    const [, sign, hours = 0, minutes = 0, seconds = 0] =
      /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(ms)) ?? [];
    return (sign === '-' ? -1000 : 1000) * (+hours * 3600 + +minutes * 60 + +seconds);
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    // `undefined` would be the zone of this machine.
    return new Intl.DateTimeFormat('en-US', { timeZone: String(timeZone), timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
}
