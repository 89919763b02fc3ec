/** Letters, digits, `_` and `-` only, because a random_id ends up in a filter; 8 is the collection's minimum. */
const RANDOM_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** What {@link isRandomId} wants, for the text of an error. */
export const RANDOM_ID_EXPECTED = 'expected 8 to 64 characters of A-Z a-z 0-9 _ -';

export function isRandomId(value: unknown): value is string {
  return typeof value === 'string' && RANDOM_ID.test(value);
}

/** A new version 4 UUID, on insecure pages too, where `crypto.randomUUID` is missing. */
export function makeRandomId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) => {
    const random = crypto.getRandomValues(new Uint8Array(1))[0] ?? 0;
    return (Number(digit) ^ (random & (15 >> (Number(digit) / 4)))).toString(16);
  });
}
