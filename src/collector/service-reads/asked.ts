import type { CallOptions } from '../../deadline.js';
import type { Store } from '../../stores/store.js';
import { type Days, daysUntil, readDays, readRepo, readSlug } from './parameters.js';
import { RunPages } from './run-pages.js';
import type { Scope } from './scope.js';
import { ScopedRuns } from './scoped-runs.js';

/** A request to one of the paths. */
export interface Asked {
  readonly parameters: URLSearchParams;
  readonly store: Store;
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly call: CallOptions;
}

/** The days that a request asks for, and its runs in them. */
export interface AskedRuns {
  readonly days: Days;
  readonly runs: ScopedRuns;
  readonly pages: RunPages;
  /** Those of today, whatever days were asked for. */
  readonly today: ScopedRuns;
}

/** What `days` means on a path where it is left out, and where it is 0. */
export interface DaysOfPath {
  readonly byDefault: number;
  readonly zero: number;
  /** Whether `slug` matters. @defaultValue `true` */
  readonly hasSlug?: boolean;
}

/** Finds the runs that a request is about. */
export function askedRuns(
  { parameters, store, now, call }: Asked,
  { byDefault, zero, hasSlug = true }: DaysOfPath,
): AskedRuns {
  const days = readDays(parameters, now, byDefault, zero);
  const scope: Scope = { since: days.since, repo: readRepo(parameters), slug: hasSlug ? readSlug(parameters) : '' };
  const ofToday = { ...scope, since: daysUntil(now, 1).since };
  return {
    days,
    runs: new ScopedRuns(store.records, scope, call),
    pages: new RunPages(store.records, scope, call),
    today: new ScopedRuns(store.records, ofToday, call),
  };
}
