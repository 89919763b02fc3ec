/** Letters, digits, `_` and `-` only, because a random_id ends up in a filter; 8 is the collection's minimum. */
const RANDOM_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** What {@link isRandomId} wants, for the text of an error. */
export const RANDOM_ID_EXPECTED = 'expected 8 to 64 characters of A-Z a-z 0-9 _ -';

export function isRandomId(value: unknown): value is string {
  return typeof value === 'string' && RANDOM_ID.test(value);
}

/** A new UUID; on insecure pages, where `crypto.randomUUID` is missing, 32 random hexadecimal digits. */
export function makeRandomId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
