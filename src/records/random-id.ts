/** Letters, digits, `_` and `-` only, because a random_id becomes part of a filter. 8 is the collection's minimum. */
const RANDOM_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** Describes a valid random_id, for an error message. */
export const RANDOM_ID_EXPECTED = 'expected 8 to 64 characters of A-Z a-z 0-9 _ -, such as a UUID';

export function isRandomId(value: unknown): value is string {
  return typeof value === 'string' && RANDOM_ID.test(value);
}
