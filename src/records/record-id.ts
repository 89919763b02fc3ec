/** Describes a valid record id, for an error message. */
export const RECORD_ID_EXPECTED = 'expected 1 to 128 characters of A-Z a-z 0-9 _ -, as the server made it';

/**
 * Whether this can be a server's record id: letters, digits, `_` and `-` only, because it becomes part of a path.
 */
export function isRecordId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(value);
}
