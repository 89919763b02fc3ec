import { invalidQuery } from '../sources/records/check-query.js';

/** The refusals that are kept. */
export const MOST_REFUSALS = 10_000;
/** The runs whose progress is read at once. */
const MOST_KEYS = 1_000;

/** @throws TelemetryError `invalid-query` unless as many refusals can be read. */
export function checkLimit(limit: number): void {
  checkCount('limit', limit, 1, MOST_REFUSALS);
}

/** @throws TelemetryError `invalid-query` for too many keys. */
export function checkKeys(keys: readonly string[]): void {
  checkCount('keys', keys.length, 0, MOST_KEYS);
}

function checkCount(name: string, count: number, min: number, max: number): void {
  if (!Number.isInteger(count) || count < min || count > max)
    throw invalidQuery({ [name]: `expected ${min} to ${max}` });
}
