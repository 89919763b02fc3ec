import { guarded } from './errors.js';
import type { InstallationUpdate } from './installation.js';
import { isObject } from './option-check.js';
import { makeRandomId } from './records/make-random-id.js';
import type { InstallationRecord } from './records/record.js';

/** Copies an object. An unreadable one becomes empty, which the report then refuses. */
export function copyOf<T extends object>(given: T | undefined): Partial<T> {
  return guarded(() => ({ ...given })) ?? {};
}

/** Copies a record and gives it an id. */
export function identified(record: Partial<InstallationRecord>): InstallationRecord & { random_id: string } {
  const given = { ...record } as InstallationRecord;
  given.random_id ??= makeRandomId();
  return given as InstallationRecord & { random_id: string };
}

/** Copies an end and its `record`. */
export function endGiven(end: Partial<InstallationUpdate>): Partial<InstallationUpdate> {
  const given = { ...end };
  if (isObject(given.record)) given.record = { ...given.record };
  return given;
}
